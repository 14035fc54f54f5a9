/*
 * A server of a few diagnostic services of ISO 14229-1: DiagnosticSessionControl, ReadDataByIdentifier and
 * TesterPresent. It changes nothing in the car: what goes on to the chassis bus is not its business. The standard was
 * not at hand; services and response codes are those of public tables (Metasploit, UDSErrors; the crate uds_protocol).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define UDS_MOST_ANSWER_BYTES 64U

#define UDS_SESSION_CONTROL 0x10U
#define UDS_READ_DATA 0x22U
#define UDS_TESTER_PRESENT 0x3eU
#define UDS_POSITIVE 0x40U /* added to the service in its answer */
#define UDS_NEGATIVE 0x7fU
#define UDS_SUPPRESS_POSITIVE 0x80U /* bit of a sub-function */

#define UDS_DEFAULT_SESSION 1U
#define UDS_EXTENDED_SESSION 3U

#define UDS_SERVICE_NOT_SUPPORTED 0x11U
#define UDS_SUB_FUNCTION_NOT_SUPPORTED 0x12U
#define UDS_WRONG_LENGTH 0x13U
#define UDS_RESPONSE_TOO_LONG 0x14U
#define UDS_CONDITIONS_NOT_CORRECT 0x22U
#define UDS_REQUEST_OUT_OF_RANGE 0x31U

#define UDS_DATA_ACTIVE_SESSION 0xf186U
#define UDS_DATA_SOFTWARE_VERSION 0xf195U
#define UDS_DATA_VIN 0xf190U
#define UDS_VIN_BYTES 17U

/* A session ends when nothing was asked for so long: S3. */
#define UDS_SESSION_MS 5000U

/* All zero is not a server; see uds_begin. */
typedef struct {
    uint8_t session;
    uint64_t asked_ns; /* when a request came last */
} uds_server;

void uds_begin(uds_server *server);

/* Ends a session that is not the default one when the car moves, or when nobody asked for long. */
void uds_supervise(uds_server *server, bool standstill, uint64_t now_ns);

/*
 * Answers a request of any bytes.
 *
 * answer: room for UDS_MOST_ANSWER_BYTES
 * returns how many bytes the answer has; 0: there is none
 */
uint32_t uds_answer(uds_server *server, const uint8_t *request, uint32_t length, bool standstill, uint64_t now_ns,
                    uint8_t *answer);
