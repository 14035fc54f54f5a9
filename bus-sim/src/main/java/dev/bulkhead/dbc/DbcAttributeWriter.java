package dev.bulkhead.dbc;

import static dev.bulkhead.dbc.DbcWriter.quoted;
import static dev.bulkhead.dbc.DbcWriter.quotedValue;

import dev.bulkhead.dbc.AttributeDefinition.Kind;
import dev.bulkhead.dbc.AttributeDefinition.Scope;

import java.util.ArrayList;
import java.util.List;

/** Comments and attributes of all that has a name, as statements. */
final class DbcAttributeWriter {
    private final Dbc dbc;
    private final StringBuilder out;

    DbcAttributeWriter(Dbc dbc, StringBuilder out) {
        this.dbc = dbc;
        this.out = out;
    }

    private record Named(Scope scope, String place, String comment, Attributes attributes) {}

    /** All that a comment or an attribute can be about, as a statement names it. */
    private List<Named> all() {
        List<Named> all = new ArrayList<>();
        all.add(new Named(Scope.NETWORK, "", dbc.comment(), dbc.attributes()));
        for (DbcNode node : dbc.nodes()) {
            all.add(new Named(Scope.NODE, node.name(), node.comment(), node.attributes()));
        }
        DbcWriter.distinct(dbc.independentSignals())
                .forEach(s -> all.add(of(MessageStatements.NO_MESSAGE, s)));
        for (DbcMessage message : dbc.messages()) {
            String number = Long.toString(message.number());
            all.add(new Named(Scope.MESSAGE, number, message.comment(), message.attributes()));
            DbcWriter.distinct(message.signals()).forEach(s -> all.add(of(message.number(), s)));
        }
        for (EnvironmentVariable variable : dbc.environmentVariables()) {
            all.add(
                    new Named(
                            Scope.ENVIRONMENT_VARIABLE,
                            variable.name(),
                            variable.comment(),
                            variable.attributes()));
        }
        return all;
    }

    private static Named of(long number, DbcSignal signal) {
        return new Named(
                Scope.SIGNAL, number + " " + signal.name(), signal.comment(), signal.attributes());
    }

    void comments() {
        for (Named named : all()) {
            if (!named.comment.isEmpty()) {
                out.append("CM_ ").append(place(named)).append(quoted(named.comment)).append(";\n");
            }
        }
    }

    private static String place(Named named) {
        return named.scope == Scope.NETWORK ? "" : named.scope.keyword() + " " + named.place + " ";
    }

    void attributes() {
        dbc.definitions().forEach(this::definition);
        dbc.definitions().forEach(this::initial);
        for (Named named : all()) {
            named.attributes
                    .own()
                    .forEach(
                            (name, value) ->
                                    valueLine(
                                            "BA_ %s %s%s;"
                                                    .formatted(
                                                            quoted(name),
                                                            place(named),
                                                            value(name, false, value))));
        }
        for (RelationValue relation : dbc.relations()) {
            valueLine(
                    "BA_REL_ %s %s %s;"
                            .formatted(
                                    quoted(relation.attribute()),
                                    target(relation),
                                    value(relation.attribute(), true, relation.value())));
        }
    }

    private static String target(RelationValue relation) {
        return switch (relation.target()) {
            case RelationValue.Target.Message(long number) ->
                    "BU_BO_REL_ " + relation.node() + " " + number;
            case RelationValue.Target.Signal(long number, String name) ->
                    "BU_SG_REL_ " + relation.node() + " SG_ " + number + " " + name;
            case RelationValue.Target.EnvironmentVariable(String name) ->
                    "BU_EV_REL_ " + relation.node() + " " + name;
        };
    }

    private void definition(AttributeDefinition definition) {
        String keyword = definition.scope().keyword();
        line(
                "%s %s%s %s;"
                        .formatted(
                                definition.scope().isRelation() ? "BA_DEF_REL_" : "BA_DEF_",
                                keyword.isEmpty() ? "" : keyword + " ",
                                quoted(definition.name()),
                                type(definition)));
    }

    private static String type(AttributeDefinition definition) {
        return switch (definition.kind()) {
            case INT, HEX, FLOAT ->
                    "%s %s %s"
                            .formatted(
                                    definition.kind(), definition.minimum(), definition.maximum());
            case STRING -> "STRING ";
            case ENUM ->
                    "ENUM "
                            + String.join(
                                    ",",
                                    definition.constants().stream()
                                            .map(DbcWriter::quoted)
                                            .toList());
        };
    }

    private void initial(AttributeDefinition definition) {
        definition
                .initial()
                .ifPresent(
                        value ->
                                valueLine(
                                        "%s %s %s;"
                                                .formatted(
                                                        definition.scope().isRelation()
                                                                ? "BA_DEF_DEF_REL_"
                                                                : "BA_DEF_DEF_",
                                                        quoted(definition.name()),
                                                        plain(value))));
    }

    /** An enumeration's constant is written by its place, but as a default, as tools expect it. */
    private String value(String name, boolean relation, AttributeValue value) {
        for (AttributeDefinition definition : dbc.definitions()) {
            if (definition.name().equals(name)
                    && definition.scope().isRelation() == relation
                    && definition.kind() == Kind.ENUM
                    && value instanceof AttributeValue.Text(var text)
                    && definition.constants().contains(text)) {
                return Integer.toString(definition.constants().indexOf(text));
            }
        }
        return plain(value);
    }

    private static String plain(AttributeValue value) {
        return switch (value) {
            case AttributeValue.Number(var number) -> number.toString();
            case AttributeValue.Text(var text) -> quotedValue(text);
        };
    }

    /** A statement that ends in a value, and nowhere before as a reader sees it. */
    private void valueLine(String text) {
        int last = text.length() - "\\\";".length();
        for (int at = text.indexOf("\\\"");
                at >= 0 && at < last;
                at = text.indexOf("\\\"", at + 1)) {
            if (DbcLexer.closesBehindBackslash(text, at + 1)) {
                throw new IllegalArgumentException("a text with a line that ends in \";: " + text);
            }
        }
        line(text);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
