/** A mail server that keeps what it is sent. */
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface Postbox {
  port: number;
  mails: ParsedMail[];
  close: () => Promise<void>;
}

export function openPostbox(): Promise<Postbox> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.server.address() as AddressInfo).port,
        mails,
        close: () => new Promise((closed) => server.close(closed)),
      }),
    ),
  );
}
