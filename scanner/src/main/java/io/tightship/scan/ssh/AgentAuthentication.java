package io.tightship.scan.ssh;

import java.io.IOException;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/** Public-key authentication (RFC 4252 section 7) with a key that an agent keeps. */
final class AgentAuthentication extends AbstractAuthMethod {

    private final Agent agent;
    private final Agent.Identity identity;

    AgentAuthentication(Agent agent, Agent.Identity identity) {
        super("publickey");
        this.agent = agent;
        this.identity = identity;
    }

    /** First asks whether the server would take the key, so that no key is used in vain. */
    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return request(false);
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket signed = request(true);
        byte[] data = new Buffer.PlainBuffer().putString(params.getTransport().getSessionID()).putBuffer(signed)
                .getCompactData();
        try {
            signed.putString(agent.sign(identity, data));
        } catch (IOException e) {
            throw new UserAuthException("the ssh-agent did not sign: " + e.getMessage(), e);
        }
        params.getTransport().write(signed);
    }

    private SSHPacket request(boolean withSignature) throws UserAuthException {
        return super.buildReq().putBoolean(withSignature).putString(identity.algorithm())
                .putString(identity.blob());
    }
}
