package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.Access.Login;
import dev.bulkhead.telemetry.Users.User;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class AccessTest {
    private static final String HERE = "127.0.0.1";

    /** Few rounds, so that tests are quick. */
    private static User user(String name, String password, Role role) {
        return new User(name, PasswordHash.of(password.toCharArray(), 10), role);
    }

    private static Access ofUsers() {
        return Access.of(
                Users.of(
                        List.of(
                                user("watcher", "see", Role.TELEMETRY),
                                user("driver", "act", Role.COMMAND))));
    }

    @Nested
    class Logins {
        private final Access access = ofUsers();

        @Test
        void theRightPasswordGivesTheUsersRole() {
            assertEquals(
                    new Login.Granted("watcher", Role.TELEMETRY),
                    access.login(HERE, "watcher", "see"));
            assertEquals(
                    new Login.Granted("driver", Role.COMMAND), access.login(HERE, "driver", "act"));
        }

        @Test
        void aPasswordFoundRightBeforeIsFoundRightAgainAndAWrongOneStaysWrong() {
            access.login(HERE, "driver", "act");

            assertInstanceOf(Login.Granted.class, access.login(HERE, "driver", "act"));
            assertEquals(new Login.Refused(), access.login(HERE, "driver", "see"));
        }

        @Test
        void wrongPasswordsUnknownNamesAndNothingAreRefused() {
            assertEquals(new Login.Refused(), access.login(HERE, "driver", "see"));
            assertEquals(new Login.Refused(), access.login(HERE, "driver", ""));
            assertEquals(new Login.Refused(), access.login(HERE, "driver", null));
            assertEquals(new Login.Refused(), access.login(HERE, "nobody", "act"));
            assertEquals(new Login.Refused(), access.login(HERE, null, null));
        }

        @Test
        void anonymousIsForThoseWhoGiveNothing() {
            Access both =
                    Access.of(
                            Users.of(List.of(user("driver", "act", Role.COMMAND))), Role.TELEMETRY);

            assertEquals(new Login.Granted("", Role.TELEMETRY), both.login(HERE, null, null));
            assertEquals(
                    new Login.Granted("driver", Role.COMMAND), both.login(HERE, "driver", "act"));
            assertEquals(new Login.Refused(), both.login(HERE, "driver", "see"));
        }

        @Test
        void afterFiveWrongOnesNoneIsLookedAt() {
            for (int at = 0; at < 5; at++) {
                assertEquals(new Login.Refused(), access.login(HERE, "driver", "guess" + at));
            }

            assertEquals(new Login.TooManyAttempts(), access.login(HERE, "driver", "act"));
            assertInstanceOf(Login.Granted.class, access.login(HERE, "watcher", "see"));
            assertInstanceOf(Login.Granted.class, access.login("192.0.2.1", "driver", "act"));
        }
    }

    @Nested
    class Attempts {
        private final AtomicLong nowNs = new AtomicLong();
        private final LoginAttempts attempts = new LoginAttempts(nowNs::get);

        private void pass(long ms) {
            nowNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(ms));
        }

        private void fail(int times, String user) {
            for (int at = 0; at < times; at++) {
                attempts.failed(HERE, user);
            }
        }

        @Test
        void theWaitDoublesUpToAMinute() {
            fail(5, "me");
            assertTrue(attempts.mustWait(HERE, "me"));
            pass(1000);
            assertFalse(attempts.mustWait(HERE, "me"));
            fail(1, "me");
            pass(1999);
            assertTrue(attempts.mustWait(HERE, "me"));
            pass(1);
            assertFalse(attempts.mustWait(HERE, "me"));
            fail(20, "me");
            pass(59_999);
            assertTrue(attempts.mustWait(HERE, "me"));
            pass(1);
            assertFalse(attempts.mustWait(HERE, "me"));
        }

        @Test
        void anAddressThatTriesManyNamesWaitsForAll() {
            for (int at = 0; at < 50; at++) {
                attempts.failed(HERE, "name" + at);
            }

            assertTrue(attempts.mustWait(HERE, "another"));
            assertFalse(attempts.mustWait("192.0.2.1", "another"));
        }

        @Test
        void theRightPasswordForgetsTheWrongOnes() {
            fail(4, "me");
            attempts.succeeded(HERE, "me");
            fail(4, "me");

            assertFalse(attempts.mustWait(HERE, "me"));
        }

        @Test
        void tenQuietMinutesForgetThem() {
            fail(4, "me");
            pass(600_000);
            fail(1, "me");

            assertFalse(attempts.mustWait(HERE, "me"));
        }
    }

    @Nested
    class OverMqtt {
        @Test
        void aWrongPasswordIsRefusedWith86AndWith4InMqtt3() {
            try (LiveEndpoint twin = new LiveEndpoint(ofUsers())) {
                PahoClient wrong = twin.paho("wrong");
                wrong.options.setUserName("driver");
                wrong.options.setPassword("see".getBytes(StandardCharsets.UTF_8));

                MqttException refused = assertThrows(MqttException.class, wrong::tryToConnect);

                assertEquals(0x86, refused.getReasonCode());
                String connect = "10 19 0004 'MQTT' 04 c2 003c 0001 'a' 0005 'other' 0003 'see'";
                assertEquals("20020004", twin.raw().sends(connect).receives());
            }
        }

        @Test
        void noPasswordIsRefusedWhereOneIsNeeded() {
            try (LiveEndpoint twin = new LiveEndpoint(ofUsers())) {
                assertEquals("20020004", twin.raw().connects3("a").receives());
            }
        }

        @Test
        void aUserWhoWatchesMayNotCommandAndOneWhoCommandsMay() {
            try (LiveEndpoint twin = new LiveEndpoint(ofUsers())) {
                String topic = "bulkhead/twin/command/pause";

                int watcher = twin.paho("a").connects("watcher", "see").publish(topic, "{}");
                int driver = twin.paho("b").connects("driver", "act").publish(topic, "{}");

                assertEquals(0x87, watcher);
                assertEquals(0, driver);
                assertEquals(List.of("pause {}"), twin.commands);
            }
        }

        @Test
        void noUserTakesOverAnothersClient() {
            try (LiveEndpoint twin = new LiveEndpoint(ofUsers())) {
                PahoClient driver = twin.paho("same").connects("driver", "act");
                PahoClient watcher = twin.paho("same");
                watcher.options.setUserName("watcher");
                watcher.options.setPassword("see".getBytes(StandardCharsets.UTF_8));

                MqttException refused = assertThrows(MqttException.class, watcher::tryToConnect);

                assertEquals(0x85, refused.getReasonCode());
                assertEquals(0, driver.publish("bulkhead/twin/command/pause", "{}"));
            }
        }

        @Test
        void tooManyWrongPasswordsAreRefusedWith9f() {
            Access access = ofUsers();
            for (int at = 0; at < 5; at++) {
                access.login(HERE, "driver", "guess");
            }
            try (LiveEndpoint twin = new LiveEndpoint(access)) {
                PahoClient client = twin.paho("a");
                client.options.setUserName("driver");
                client.options.setPassword("act".getBytes(StandardCharsets.UTF_8));

                MqttException refused = assertThrows(MqttException.class, client::tryToConnect);

                assertEquals(0x9f, refused.getReasonCode());
            }
        }
    }

    @Nested
    class File {
        @TempDir private Path folder;

        private InputError refusal(String text) throws IOException {
            Path file = Files.writeString(folder.resolve("users"), text);
            return assertThrows(InputError.class, () -> Users.read(file));
        }

        @Test
        void holdsALineForEachUser() throws IOException {
            String line = user("driver", "act", Role.COMMAND).line();
            Path file = Files.writeString(folder.resolve("users"), "# ours\n\n" + line + "\n");

            Access access = Access.of(Users.read(file));

            assertEquals(
                    new Login.Granted("driver", Role.COMMAND), access.login(HERE, "driver", "act"));
        }

        @ParameterizedTest
        @CsvSource({
            "driver:plain:command, the hash is none of ours",
            "driver:act, no name:hash:role",
            ":x:command, no name:hash:role",
        })
        void tellsTheLineThatIsWrong(String line, String what) throws IOException {
            String message = refusal("\n" + line).getMessage();

            assertTrue(message.contains("users:2: " + what), message);
        }

        @Test
        void tellsAnUnknownRole() throws IOException {
            String line = user("a", "b", Role.COMMAND).line().replace(":command", ":root");

            assertTrue(refusal(line).getMessage().contains("unknown role 'root'"));
        }

        @Test
        void tellsAUserWhoStandsThereTwice() throws IOException {
            String line = user("a", "b", Role.COMMAND).line();

            assertTrue(refusal(line + "\n" + line).getMessage().contains("'a' stands there twice"));
        }
    }

    @Nested
    class Hash {
        /** Made by Python: hashlib.pbkdf2_hmac('sha256', b'password', b'salt', 4096). */
        private static final String KNOWN =
                "$pbkdf2-sha256$i=4096$c2FsdA$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o";

        @Test
        void isPbkdf2WithHmacSha256() {
            PasswordHash hash = PasswordHash.parse(KNOWN).orElseThrow();

            assertTrue(hash.matches("password".toCharArray()));
            assertFalse(hash.matches("Password".toCharArray()));
            assertEquals(KNOWN, hash.text());
        }

        @Test
        void hasASaltOfItsOwn() {
            String one = PasswordHash.of("same".toCharArray(), 10).text();
            String other = PasswordHash.of("same".toCharArray(), 10).text();

            assertFalse(one.equals(other), one);
        }

        @Test
        void ofAnEmptyPasswordMatchesItOnly() {
            PasswordHash empty = PasswordHash.of(new char[0], 10);

            assertTrue(empty.matches(new char[0]));
            assertFalse(empty.matches("x".toCharArray()));
        }

        @ParameterizedTest
        @CsvSource({
            "$pbkdf2-sha256$i=0$c2FsdA$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o",
            "$pbkdf2-sha256$i=99999999$c2FsdA$xeR41ZKIyEGqUw22hFxMjZYok6ABzk4RpJY4c6qYE0o",
            "$pbkdf2-sha256$i=10$c2FsdA$short",
            "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        })
        void ofAnotherFormIsNone(String text) {
            assertTrue(PasswordHash.parse(text).isEmpty());
        }
    }
}
