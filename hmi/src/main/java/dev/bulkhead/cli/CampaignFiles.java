package dev.bulkhead.cli;

import dev.bulkhead.input.InputError;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Several result files of one call: all can be made before the work begins, no two are the same.
 */
final class CampaignFiles implements Closeable {
    private final SortedMap<String, NewFile> files = new TreeMap<>();

    /**
     * @param names what each option names; {@code null} or {@code -} is no file
     * @throws InputError if one cannot be made, or two are the same
     */
    static CampaignFiles of(SortedMap<String, String> names) throws IOException {
        CampaignFiles files = new CampaignFiles();
        try {
            for (Map.Entry<String, String> each : names.entrySet()) {
                if (!each.getValue().equals("-")) {
                    files.add(each.getKey(), each.getValue());
                }
            }
            return files;
        } catch (InputError e) {
            files.close();
            throw e;
        }
    }

    private void add(String option, String name) {
        files.put(option, NewFile.apart(List.copyOf(files.values()), option, name));
    }

    boolean has(String option) {
        return files.containsKey(option);
    }

    NewFile at(String option) {
        return files.get(option);
    }

    void write(String option, String text) throws IOException {
        NewFile file = files.get(option);
        file.stream().write(text.getBytes(StandardCharsets.UTF_8));
        file.keep();
    }

    @Override
    public void close() throws IOException {
        List<NewFile> all = new ArrayList<>(files.values());
        for (NewFile file : all) {
            file.close();
        }
    }
}
