package dev.bulkhead.telemetry;

import dev.bulkhead.board.display.Display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;

/** Pictures of the display's panel as PNG. */
public final class ScreenPicture {
    private ScreenPicture() {}

    /**
     * @param panel RGB565, little-endian, row by row
     */
    public static byte[] png(byte[] panel) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            write(panel, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * @param panel RGB565, little-endian, row by row
     */
    public static void write(byte[] panel, OutputStream out) throws IOException {
        BufferedImage image =
                new BufferedImage(Display.WIDTH, Display.HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < Display.HEIGHT; y++) {
            for (int x = 0; x < Display.WIDTH; x++) {
                int at = 2 * (y * Display.WIDTH + x);
                int pixel = panel[at] & 0xff | (panel[at + 1] & 0xff) << 8;
                image.setRGB(x, y, rgb(pixel));
            }
        }
        ImageIO.write(image, "png", out);
    }

    /** Widens 5, 6 and 5 bits to 8 each, so that full intensity stays full. */
    private static int rgb(int pixel) {
        int red = pixel >>> 11 & 0x1f;
        int green = pixel >>> 5 & 0x3f;
        int blue = pixel & 0x1f;
        return (red << 3 | red >>> 2) << 16
                | (green << 2 | green >>> 4) << 8
                | (blue << 3 | blue >>> 2);
    }
}
