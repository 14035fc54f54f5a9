package dev.bulkhead.dbc;

import dev.bulkhead.dbc.AttributeDefinition.Kind;
import dev.bulkhead.dbc.AttributeDefinition.Scope;
import dev.bulkhead.dbc.DbcLexer.Token;
import dev.bulkhead.dbc.DbcStatement.Outcome;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statements that define attributes and give them values. */
final class AttributeStatements {
    private final DbcDraft draft;
    private final DbcTokens tokens;

    AttributeStatements(DbcDraft draft, DbcTokens tokens) {
        this.draft = draft;
        this.tokens = tokens;
    }

    Outcome definition() {
        Scope scope = Scope.NETWORK;
        if (tokens.isKind(DbcLexer.Kind.WORD)) {
            Token keyword = tokens.advance();
            Optional<Scope> named = Scope.of(keyword.text());
            if (named.isEmpty()) {
                tokens.warn(
                        "reference",
                        keyword,
                        "an attribute of " + keyword.shown(),
                        "define it for BU_, BO_, SG_ or EV_");
                tokens.passOver();
                return Outcome.KEPT;
            }
            scope = named.get();
        }
        Token name = tokens.current();
        tokens.string("an attribute name in quotes");
        Token type = tokens.current();
        Kind kind = kind(type, tokens.word("an attribute type"));
        BigDecimal minimum = limit(kind);
        BigDecimal maximum = limit(kind);
        List<String> constants = new ArrayList<>();
        if (kind == Kind.ENUM) {
            do {
                constants.add(tokens.string("a constant in quotes"));
            } while (tokens.takes(","));
        }
        tokens.endOfStatement();
        if (draft.define(
                new AttributeDefinition(
                        name.text(), scope, kind, minimum, maximum, constants, Optional.empty()))) {
            return Outcome.READ;
        }
        tokens.warn("twice", name, "attribute " + name.shown() + " is defined twice", "remove one");
        return Outcome.WITHOUT_ITS_OBJECT;
    }

    private Kind kind(Token type, String word) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(word)) {
                return kind;
            }
        }
        throw tokens.error(
                type,
                "attribute type " + type.shown() + " is unknown",
                "use INT, HEX, FLOAT, STRING or ENUM");
    }

    /** Some tools leave limits out, which is as if both were 0: none. */
    private BigDecimal limit(Kind kind) {
        return kind.isNumber() && DbcTokens.isNumber(tokens.current())
                ? tokens.number("a limit")
                : BigDecimal.ZERO;
    }

    Outcome initial(boolean relation) {
        Token name = tokens.current();
        tokens.string("an attribute name in quotes");
        Token place = tokens.current();
        AttributeValue value = tokens.value();
        tokens.endOfStatement();
        Optional<AttributeDefinition> definition = defined(name, relation);
        definition.ifPresent(it -> draft.redefine(it.withDefault(checked(it, place, value))));
        return DbcStatement.outcome(definition);
    }

    Outcome value() {
        Token name = tokens.current();
        tokens.string("an attribute name in quotes");
        Scope scope = Scope.NETWORK;
        Token first = tokens.current();
        if (tokens.isKind(DbcLexer.Kind.WORD)) {
            scope = Scope.of(tokens.advance().text()).orElse(Scope.NODE_MESSAGE);
        }
        Token object = tokens.current();
        Optional<Token> signal = Optional.empty();
        long identifier = -1;
        switch (scope) {
            case MESSAGE -> identifier = tokens.identifier();
            case SIGNAL -> {
                identifier = tokens.identifier();
                signal = Optional.of(tokens.current());
                tokens.word("a signal name");
            }
            case NODE, ENVIRONMENT_VARIABLE -> tokens.word("a name");
            case NETWORK -> {}
            case NODE_MESSAGE, NODE_SIGNAL, NODE_ENVIRONMENT_VARIABLE -> {
                tokens.warn(
                        "reference",
                        first,
                        "an attribute of " + first.shown(),
                        "give it to BU_, BO_, SG_ or EV_");
                tokens.passOver();
                return Outcome.KEPT;
            }
        }
        Token place = tokens.current();
        AttributeValue value = tokens.value();
        tokens.endOfStatement();
        if (scope == Scope.MESSAGE && identifier == MessageStatements.NO_MESSAGE) {
            return Outcome.KEPT;
        }
        Optional<AttributeDefinition> definition = defined(name, false);
        if (definition.isEmpty()) {
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        if (definition.get().scope() != scope) {
            return elsewhere(name);
        }
        Optional<Map<String, AttributeValue>> values = valuesOf(scope, object, identifier, signal);
        values.ifPresent(
                it -> {
                    if (it.put(name.text(), checked(definition.get(), place, value)) != null) {
                        tokens.warn(
                                "twice",
                                name,
                                "attribute " + name.shown() + " is given to the same again",
                                "remove one");
                    }
                });
        return DbcStatement.outcome(values);
    }

    private Outcome elsewhere(Token name) {
        tokens.warn(
                "attribute",
                name,
                "attribute " + name.shown() + " is defined for something else",
                "correct its BA_DEF_");
        return Outcome.WITHOUT_ITS_OBJECT;
    }

    private Optional<Map<String, AttributeValue>> valuesOf(
            Scope scope, Token object, long identifier, Optional<Token> signal) {
        return switch (scope) {
            case NETWORK -> Optional.of(draft.attributes);
            case NODE -> DbcStatement.node(draft, tokens, object).map(it -> it.attributes);
            case MESSAGE ->
                    MessageStatements.message(draft, tokens, object, identifier)
                            .map(it -> it.attributes);
            case SIGNAL ->
                    MessageStatements.signal(
                                    draft, tokens, object, identifier, signal.orElseThrow())
                            .map(it -> it.attributes);
            case ENVIRONMENT_VARIABLE ->
                    DbcStatement.variable(draft, tokens, object).map(it -> it.attributes);
            case NODE_MESSAGE, NODE_SIGNAL, NODE_ENVIRONMENT_VARIABLE ->
                    throw new IllegalStateException(scope + " is a relation");
        };
    }

    Outcome relation() {
        Token name = tokens.current();
        tokens.string("an attribute name in quotes");
        Token keyword = tokens.current();
        Optional<Scope> scope =
                Scope.of(tokens.word("what the attribute relates")).filter(Scope::isRelation);
        if (scope.isEmpty()) {
            throw tokens.error(
                    keyword,
                    "attribute " + name.shown() + " relates " + keyword.shown(),
                    "write BU_BO_REL_, BU_SG_REL_ or BU_EV_REL_");
        }
        Token node = tokens.current();
        tokens.word("a node");
        Token object = tokens.current();
        Optional<Token> signal = Optional.empty();
        long identifier = -1;
        switch (scope.get()) {
            case NODE_SIGNAL -> {
                tokens.takes("SG_");
                object = tokens.current();
                identifier = tokens.identifier();
                signal = Optional.of(tokens.current());
                tokens.word("a signal name");
            }
            case NODE_MESSAGE -> identifier = tokens.identifier();
            default -> tokens.word("an environment variable");
        }
        Token place = tokens.current();
        AttributeValue value = tokens.value();
        tokens.endOfStatement();
        Optional<AttributeDefinition> definition = defined(name, true);
        if (definition.isEmpty()) {
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        if (definition.get().scope() != scope.get()) {
            return elsewhere(name);
        }
        Optional<RelationValue.Target> target = target(scope.get(), object, identifier, signal);
        if (target.isEmpty() || DbcStatement.node(draft, tokens, node).isEmpty()) {
            return Outcome.WITHOUT_ITS_OBJECT;
        }
        draft.relations.add(
                new RelationValue(
                        name.text(),
                        node.text(),
                        target.get(),
                        checked(definition.get(), place, value)));
        return Outcome.READ;
    }

    private Optional<RelationValue.Target> target(
            Scope scope, Token object, long identifier, Optional<Token> signal) {
        long number = MessageStatements.normal(identifier);
        return switch (scope) {
            case NODE_SIGNAL ->
                    MessageStatements.signal(
                                    draft, tokens, object, identifier, signal.orElseThrow())
                            .map(it -> new RelationValue.Target.Signal(number, it.name));
            case NODE_MESSAGE ->
                    MessageStatements.message(draft, tokens, object, identifier)
                            .map(_ -> new RelationValue.Target.Message(number));
            default ->
                    DbcStatement.variable(draft, tokens, object)
                            .map(it -> new RelationValue.Target.EnvironmentVariable(it.name));
        };
    }

    private Optional<AttributeDefinition> defined(Token name, boolean relation) {
        Optional<AttributeDefinition> definition = draft.definition(name.text(), relation);
        if (definition.isEmpty()) {
            tokens.warn(
                    "attribute",
                    name,
                    "attribute " + name.shown() + " is not defined",
                    "define it by " + (relation ? "BA_DEF_REL_" : "BA_DEF_") + " before");
        }
        return definition;
    }

    /** The value as it is meant; a warning says if the definition does not allow it. */
    private AttributeValue checked(
            AttributeDefinition definition, Token place, AttributeValue written) {
        AttributeValue value = definition.meaning(written);
        if (!definition.allows(value)) {
            tokens.warn(
                    "attribute",
                    place,
                    "attribute \"%s\" cannot be %s"
                            .formatted(DbcLexer.oneLine(definition.name()), place.shown()),
                    definition.allowed());
        }
        return value;
    }
}
