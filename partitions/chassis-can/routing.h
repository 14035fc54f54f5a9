/* Which message of the chassis bus goes to or comes from which port: the only ones that pass this driver. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <drivers/can_controller.h>

typedef struct {
    uint32_t identifier;
    uint32_t port;
} route;

/* The acceptance that lets exactly the received messages pass. */
extern const can_acceptance routing_acceptance;

/* Finds the port of a received identifier; false if it has none. */
bool routing_receive_port(uint32_t identifier, uint32_t *port);

/* What is sent: identifier and the port that holds the 8 bytes. */
extern const route routing_sent[];
extern const uint32_t routing_sent_count;
