package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Tables: ours, and that of python-can. */
class CsvTest {
    private static final String HEAD =
            "time_s,channel,direction,type,identifier,extended,dlc,brs,esi,data\n";

    @Test
    void ourTableAsItStandsInTheDocumentation() {
        var form = new CsvTable();
        LogEntry fd = Entries.at(1, "can0", Entries.fd(0x123, false, FrameFormat.FD, true, 2));

        assertEquals(HEAD, form.begin());
        assertEquals("1700000000.000000001,can0,rx,fd,0x123,0,2,0,1,0102", form.line(fd));
        assertEquals(
                "1700000000.000000000,can0,rx,error,0x00000080,0,8,0,0,0000000000000000",
                form.line(Entries.error(0, "can0")));
    }

    @Test
    void aNameWithACommaStandsInQuotes() {
        LogEntry entry = Entries.at(0, "a,\"b\"", Entries.base(1, ""));
        String text = HEAD + new CsvTable().line(entry);

        assertEquals(List.of(entry), Entries.read("x.csv", text).whole());
    }

    @Test
    void columnsInAnotherOrderAndMore() {
        String text = "time_s,note,data,dlc,type,identifier,channel\n1.5,hi,AA,1,data,0x123,can7\n";

        assertEquals(
                List.of("1500000000 7 rx data 123 0 1 0 0 AA"),
                Entries.read("x.csv", text).lines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0,,rx,data,0x1,0,0,0,0, | channel '' is no name; correct or remove it",
                "1.0,a,rx,date,0x1,0,0,0,0, | type 'date'; write data, remote, fd or error",
                "x,a,rx,data,0x1,0,0,0,0, | time 'x' is no number of seconds; correct or remove it",
                "1.0,a,rx,data,0x1,0,2,0,0,AA | 1 data bytes where data length code 2 stands for 2;"
                        + " correct or remove it",
                "1.0,a,rx,data,0x1,0,,0,0,AA | data length code '' is no decimal number up to 15;"
                        + " correct or remove it",
                "1.0,\"a,rx,data,0x1,0,0,0,0, | a quote that does not end in its row; correct or"
                        + " remove it",
            },
            quoteCharacter = '\'')
    void aBrokenRowOfOurs(String row, String says) {
        Entries.Read read = Entries.read("x.csv", HEAD + row + "\n1.0,a,rx,data,0x1,0,0,0,0,\n");

        assertEquals(1, read.entries().size());
        assertEquals("x.csv:2: " + says, read.says());
    }

    @Test
    void aColumnIsMissing() {
        assertEquals(
                "x.csv:1: column data is missing; name the columns " + HEAD.strip(),
                Entries.read("x.csv", "time_s,channel,type,identifier\n").says());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0,0x1,0,0,0,1 | 6 fields where there are 7 columns; remove the row",
                "1.0,0x1,0,0,0,1,? | the data are not Base64; remove the row",
                "1.0,0x1,0,0,0,64,AA== | an FD frame, whose other bits the table does not have;"
                        + " record FD frames in another form",
            })
    void aBrokenRowOfPythonCans(String row, String says) {
        String head = "timestamp,arbitration_id,extended,remote,error,dlc,data\n";
        Entries.Read read = Entries.read("x.csv", head + row + "\n1e-05,0x1,0,0,0,1,qg==\n");

        assertEquals(List.of("10000 0 rx data 1 0 1 0 0 AA"), read.lines());
        assertEquals("x.csv:2: " + says, read.says());
    }

    @Test
    void pythonCansTableHasNoFdFramesAndOneChannel() {
        var form = new CsvPythonCan();
        LogEntry fd = Entries.at(1, "a", Entries.fd(0x123, false, FrameFormat.FD, true, 2));
        LogEntry other = Entries.at(1, "b", Entries.base(1, ""));

        assertEquals(
                "--to csv-python-can: the table of python-can cannot hold FD frames; write csv, or"
                        + " any other form",
                assertThrows(InputError.class, () -> form.line(fd)).getMessage());
        assertEquals(
                "--to csv-python-can: the table of python-can has no column for the channel, and"
                        + " there are a and b; choose one by --channel, or write csv",
                assertThrows(InputError.class, () -> form.line(other)).getMessage());
    }
}
