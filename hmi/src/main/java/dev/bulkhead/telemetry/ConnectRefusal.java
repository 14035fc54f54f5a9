package dev.bulkhead.telemetry;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

/** Why a client is not let in, as MQTT 5 and MQTT 3.1.1 number it. */
enum ConnectRefusal {
    PROTOCOL_ERROR(
            MqttConnectReturnCode.CONNECTION_REFUSED_PROTOCOL_ERROR,
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    VERSION(
            MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION,
            MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION),
    CLIENT_IDENTIFIER(
            MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID,
            MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED),
    WRONG_PASSWORD(
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD),
    TOO_MANY_ATTEMPTS(
            MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED,
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE),
    WILL_NOT_AUTHORIZED(
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    WILL_QOS(
            MqttConnectReturnCode.CONNECTION_REFUSED_QOS_NOT_SUPPORTED,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    AUTHENTICATION_METHOD(
            MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
            MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED),
    TOO_MANY_CLIENTS(
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY,
            MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE);

    private final MqttConnectReturnCode mqtt5;
    private final MqttConnectReturnCode mqtt3;

    ConnectRefusal(MqttConnectReturnCode mqtt5, MqttConnectReturnCode mqtt3) {
        this.mqtt5 = mqtt5;
        this.mqtt3 = mqtt3;
    }

    MqttConnectReturnCode code(boolean isMqtt5) {
        return isMqtt5 ? mqtt5 : mqtt3;
    }
}
