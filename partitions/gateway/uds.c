#include "uds.h"

#define NS_PER_MS 1000000ULL
#define BITS_PER_BYTE 8U

/* P2 in ms, and P2* in units of 10 ms: how long an answer may take. */
#define P2_MS 50U
#define P2_EXTENDED_10_MS 500U

#define SUB_FUNCTION_REQUEST_BYTES 2U
#define IDENTIFIER_BYTES 2U

static const char vin[] = "BKHDTW1N0RS000001";
static const char software_version[] = "1.0";

_Static_assert(sizeof vin == UDS_VIN_BYTES + 1U, "a vehicle identification number has 17 characters");

void uds_begin(uds_server *server)
{
    *server = (uds_server){.session = UDS_DEFAULT_SESSION};
}

void uds_supervise(uds_server *server, bool standstill, uint64_t now_ns)
{
    if (!standstill || ((now_ns - server->asked_ns) >= (UDS_SESSION_MS * NS_PER_MS))) {
        server->session = UDS_DEFAULT_SESSION;
    }
}

static uint32_t refuse(uint8_t service, uint8_t why, uint8_t *answer)
{
    answer[0] = UDS_NEGATIVE;
    answer[1] = service;
    answer[2] = why;
    return 3U;
}

static uint32_t control_session(uds_server *server, uint8_t session, bool standstill, uint8_t *answer)
{
    if ((session != UDS_DEFAULT_SESSION) && (session != UDS_EXTENDED_SESSION)) {
        return refuse(UDS_SESSION_CONTROL, UDS_SUB_FUNCTION_NOT_SUPPORTED, answer);
    }
    if ((session == UDS_EXTENDED_SESSION) && !standstill) {
        return refuse(UDS_SESSION_CONTROL, UDS_CONDITIONS_NOT_CORRECT, answer);
    }
    server->session = session;
    answer[0] = UDS_SESSION_CONTROL + UDS_POSITIVE;
    answer[1] = session;
    answer[2] = (uint8_t)(P2_MS >> BITS_PER_BYTE);
    answer[3] = (uint8_t)P2_MS;
    answer[4] = (uint8_t)(P2_EXTENDED_10_MS >> BITS_PER_BYTE);
    answer[5] = (uint8_t)P2_EXTENDED_10_MS;
    return 6U;
}

static uint32_t be_present(uint8_t sub_function, uint8_t *answer)
{
    if (sub_function != 0U) {
        return refuse(UDS_TESTER_PRESENT, UDS_SUB_FUNCTION_NOT_SUPPORTED, answer);
    }
    answer[0] = UDS_TESTER_PRESENT + UDS_POSITIVE;
    answer[1] = 0;
    return 2U;
}

/* A service with a sub-function: who asks may waive the positive answer. */
static uint32_t perform(uds_server *server, const uint8_t *request, uint32_t length, bool standstill, uint8_t *answer)
{
    if (length != SUB_FUNCTION_REQUEST_BYTES) {
        return refuse(request[0], UDS_WRONG_LENGTH, answer);
    }
    uint8_t sub_function = request[1] & (uint8_t)~UDS_SUPPRESS_POSITIVE;
    uint32_t count = (request[0] == UDS_SESSION_CONTROL) ? control_session(server, sub_function, standstill, answer)
                                                         : be_present(sub_function, answer);
    bool waived = (request[1] & UDS_SUPPRESS_POSITIVE) != 0U;
    return (waived && (answer[0] != UDS_NEGATIVE)) ? 0U : count;
}

/* The bytes of a datum; 0 if there is no such. */
static uint32_t find(const uds_server *server, uint32_t identifier, const uint8_t **bytes)
{
    switch (identifier) {
    case UDS_DATA_VIN:
        *bytes = (const uint8_t *)vin;
        return UDS_VIN_BYTES;
    case UDS_DATA_SOFTWARE_VERSION:
        *bytes = (const uint8_t *)software_version;
        return sizeof software_version - 1U;
    case UDS_DATA_ACTIVE_SESSION:
        *bytes = &server->session;
        return sizeof server->session;
    default:
        return 0;
    }
}

/* Of several identifiers those that exist are answered; one must. */
static uint32_t read_data(const uds_server *server, const uint8_t *request, uint32_t length, uint8_t *answer)
{
    if ((length < (1U + IDENTIFIER_BYTES)) || (((length - 1U) % IDENTIFIER_BYTES) != 0U)) {
        return refuse(UDS_READ_DATA, UDS_WRONG_LENGTH, answer);
    }
    uint32_t count = 1;
    answer[0] = UDS_READ_DATA + UDS_POSITIVE;
    for (uint32_t at = 1; at < length; at += IDENTIFIER_BYTES) {
        const uint8_t *bytes = 0;
        uint32_t found = find(server, ((uint32_t)request[at] << BITS_PER_BYTE) | request[at + 1U], &bytes);
        if (found == 0U) {
            continue;
        }
        if ((count + IDENTIFIER_BYTES + found) > UDS_MOST_ANSWER_BYTES) {
            return refuse(UDS_READ_DATA, UDS_RESPONSE_TOO_LONG, answer);
        }
        answer[count] = request[at];
        answer[count + 1U] = request[at + 1U];
        for (uint32_t i = 0; i < found; i++) {
            answer[count + IDENTIFIER_BYTES + i] = bytes[i];
        }
        count += IDENTIFIER_BYTES + found;
    }
    return (count > 1U) ? count : refuse(UDS_READ_DATA, UDS_REQUEST_OUT_OF_RANGE, answer);
}

uint32_t uds_answer(uds_server *server, const uint8_t *request, uint32_t length, bool standstill, uint64_t now_ns,
                    uint8_t *answer)
{
    uds_supervise(server, standstill, now_ns);
    if (length == 0U) {
        return 0;
    }
    server->asked_ns = now_ns;
    switch (request[0]) {
    case UDS_SESSION_CONTROL:
    case UDS_TESTER_PRESENT:
        return perform(server, request, length, standstill, answer);
    case UDS_READ_DATA:
        return read_data(server, request, length, answer);
    default:
        return refuse(request[0], UDS_SERVICE_NOT_SUPPORTED, answer);
    }
}
