/** What the firewall of a host does with a packet. */
package io.tightship.fact.linux.firewall;
