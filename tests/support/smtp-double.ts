import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What the server does with the next mail. */
export type SmtpBehaviour =
  | 'accept'
  | { refuseRecipient: string; status: number }
  | { refuseContent: string; status: number }
  | { refuseSender: string; status: number }
  | 'drop after the content'
  | 'drop after the greeting';

export type SmtpDouble = {
  url: string;
  /** Set it to change what happens from the next mail on. */
  behaviour: SmtpBehaviour;
  /** Every mail whose content came whole, accepted or not. */
  received: { from: string; to: string[]; bytes: Buffer }[];
  close(): Promise<void>;
};

/** A real SMTP server on this machine; with `tls` it speaks TLS from the start, with a certificate nobody signed. */
export async function startSmtpDouble(
  options: { tls?: boolean; user?: string; password?: string } = {},
): Promise<SmtpDouble> {
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    secure: options.tls ?? false,
    disabledCommands: options.tls || options.user ? [] : ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    authOptional: options.user === undefined,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => {
      const isRight = auth.username === options.user && auth.password === options.password;
      done(isRight ? null : failure('5.7.8 Wrong user or password', 535), { user: 'numirio' });
    },
    onMailFrom: (_address, _session, done) => {
      const { behaviour } = double;
      if (typeof behaviour === 'object' && 'refuseSender' in behaviour) {
        return done(failure(behaviour.refuseSender, behaviour.status));
      }
      if (behaviour === 'drop after the greeting') return dropAll(sockets);
      done();
    },
    onRcptTo: (_address, _session, done) => {
      const { behaviour } = double;
      const refuses = typeof behaviour === 'object' && 'refuseRecipient' in behaviour;
      done(refuses ? failure(behaviour.refuseRecipient, behaviour.status) : undefined);
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        double.received.push({ from, to, bytes: Buffer.concat(chunks) });
        const { behaviour } = double;
        if (behaviour === 'drop after the content') return dropAll(sockets);
        const refuses = typeof behaviour === 'object' && 'refuseContent' in behaviour;
        done(refuses ? failure(behaviour.refuseContent, behaviour.status) : null);
      });
    },
  });
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // A client that hangs up on a certificate is what some tests want.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const signIn = options.user
    ? `${options.user}:${encodeURIComponent(options.password ?? '')}@`
    : '';
  const double: SmtpDouble = {
    url: `${options.tls ? 'smtps' : 'smtp'}://${signIn}127.0.0.1:${port}`,
    behaviour: 'accept',
    received: [],
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return double;
}

function dropAll(sockets: Set<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

function failure(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode });
}
