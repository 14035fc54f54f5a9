package dev.bulkhead.architecture.offender;

import java.io.PrintWriter;

final class Printing {
    void badOut() {
        System.out.println("a");
    }

    void badErr() {
        System.err.println("a");
    }

    void badExit() {
        System.exit(1);
    }

    void badHalt() {
        Runtime.getRuntime().halt(1);
    }

    void badTrace(Exception e) {
        e.printStackTrace();
    }

    void goodWriter(PrintWriter out, Exception e) {
        e.printStackTrace(out);
    }
}
