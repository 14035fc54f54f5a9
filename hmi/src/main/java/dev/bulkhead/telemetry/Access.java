package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Users.User;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Who may do what; the same for MQTT, WebSocket and HTTP. Any thread may ask. */
public final class Access {
    private static final String MAC = "HmacSHA256";
    private static final String ANONYMOUS = "";
    private static final PasswordHash NOBODY = PasswordHash.ofNobody();

    private final Users users;
    private final Optional<Role> anonymous;
    private final LoginAttempts attempts;
    private final SecretKeySpec key;

    /** Passwords found right before, so that only the first login of a user costs its rounds. */
    private final Map<User, byte[]> known = new HashMap<>();

    /** What became of a login. */
    public sealed interface Login {
        /**
         * @param user empty for one who came without a name
         */
        record Granted(String user, Role role) implements Login {}

        /** Name or password is wrong, or none was given where one is needed. */
        record Refused() implements Login {}

        /** Too many wrong ones came from there; this one was not looked at. */
        record TooManyAttempts() implements Login {}
    }

    private Access(Users users, Optional<Role> anonymous, LoginAttempts attempts) {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.users = users;
        this.anonymous = anonymous;
        this.attempts = attempts;
        this.key = new SecretKeySpec(secret, MAC);
    }

    /** All come in, with this role; a name or password they give means nothing. */
    public static Access anonymous(Role role) {
        return new Access(Users.of(List.of()), Optional.of(role), attempts());
    }

    /** Only these users. */
    public static Access of(Users users) {
        return new Access(users, Optional.empty(), attempts());
    }

    /** These users, and with {@code anonymous} who gives no name. */
    public static Access of(Users users, Role anonymous) {
        return new Access(users, Optional.of(anonymous), attempts());
    }

    private static LoginAttempts attempts() {
        return new LoginAttempts(System::nanoTime);
    }

    /** Whether a login without a name and password is granted. */
    public Optional<Role> anonymousRole() {
        return anonymous;
    }

    /** Whether {@link #login} may take its time, so that no event loop should wait for it. */
    boolean looksAtPasswords() {
        return !users.isEmpty() || anonymous.isEmpty();
    }

    /**
     * May take half a second.
     *
     * @param address where the login comes from, without the port
     * @param user {@code null} or empty if none was given
     * @param password {@code null} if none was given
     */
    public Login login(String address, String user, String password) {
        boolean nothingGiven = (user == null || user.isEmpty()) && password == null;
        if (anonymous.isPresent() && (nothingGiven || users.isEmpty())) {
            return new Login.Granted(ANONYMOUS, anonymous.get());
        }
        if (user == null || user.isEmpty() || password == null) {
            return new Login.Refused();
        }
        return loginOf(address, user, password);
    }

    /** One at a time, so that those who guess neither outrun the count nor take every processor. */
    private synchronized Login loginOf(String address, String name, String password) {
        if (attempts.mustWait(address, name)) {
            return new Login.TooManyAttempts();
        }
        Optional<User> user = users.named(name);
        // nobody's password is looked at too, so that names cannot be told by time
        boolean right = user.isPresent() ? isRight(user.get(), password) : isNobodys(password);
        if (user.isEmpty() || !right) {
            attempts.failed(address, name);
            return new Login.Refused();
        }
        attempts.succeeded(address, name);
        return new Login.Granted(name, user.get().role());
    }

    private boolean isRight(User user, String password) {
        byte[] mac = mac(password);
        byte[] before = known.get(user);
        if (before != null && MessageDigest.isEqual(before, mac)) {
            return true;
        }
        boolean right = user.hash().matches(password.toCharArray());
        if (right) {
            known.put(user, mac);
        }
        return right;
    }

    private boolean isNobodys(String password) {
        return NOBODY.matches(password.toCharArray());
    }

    private byte[] mac(String password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }
}
