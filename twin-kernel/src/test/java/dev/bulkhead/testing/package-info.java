/** What tests of several packages share: a small assembler. */
package dev.bulkhead.testing;
