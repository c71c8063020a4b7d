/** What Linux hosts say of logins: PAM, sshd, allow lists. */
package io.tightship.fact.linux;
