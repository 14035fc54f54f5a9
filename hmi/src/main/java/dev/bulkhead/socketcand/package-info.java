/**
 * Lets CAN tools of others join the buses of a live twin as one more node, over the protocol of
 * socketcand. What they send enters as a command, like any other.
 */
package dev.bulkhead.socketcand;
