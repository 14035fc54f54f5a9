/**
 * YAML documents of the user: read with their lines kept, extended, checked against a JSON Schema.
 *
 * <p>Knows the form of a document, not its meaning: that is for {@code dev.bulkhead.system} and
 * {@code dev.bulkhead.scenario}. Every mistake ends as one {@link dev.bulkhead.input.InputError}
 * that names file and line. May use {@code dev.bulkhead.input}, snakeyaml-engine and the JSON
 * Schema validator only.
 */
package dev.bulkhead.document;
