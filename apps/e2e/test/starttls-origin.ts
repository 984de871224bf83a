import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ServerCertificate } from '../src/index.ts';

export type StartTlsProtocol = 'smtp' | 'imap' | 'postgres' | 'mysql';

/** A server that turns to TLS in the middle; inside it speaks in lines, whatever it spoke before. On 127.0.0.1. */
export interface StartTlsOrigin extends AsyncDisposable {
  readonly port: number;
  /** What clients said in the clear, and what inside TLS. */
  readonly seen: { clear: string; inside: string };
}

/** Speaks in the clear until `toTls` is called, with what was read of TLS. */
type Clear = (socket: Socket, toTls: (head?: Buffer) => void) => void;

/** A greeting of MySQL 8 (Connection/Protocol::HandshakeV10) that offers TLS. */
const mysqlBody = `\x0a8.0.36\0\x0b\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15${'\0'.repeat(10)}abcdefghijkl\0caching_sha2_password\0`;

const protocols: Readonly<Record<StartTlsProtocol, Clear>> = {
  smtp: (socket, toTls) => {
    socket.write('220 origin ESMTP\r\n');
    lines(socket, (line) => {
      if (line !== 'STARTTLS') return void socket.write('250-origin\r\n250-PIPELINING\r\n250 STARTTLS\r\n');
      socket.write('220 2.0.0 go ahead\r\n');
      return toTls();
    });
  },
  imap: (socket, toTls) => {
    socket.write('* OK [CAPABILITY IMAP4rev1 STARTTLS] origin\r\n');
    lines(socket, (line) => {
      const [tag, command] = line.split(' ');
      if (command !== 'STARTTLS') return void socket.write(`* CAPABILITY IMAP4rev1 STARTTLS\r\n${tag} OK done\r\n`);
      socket.write(`${tag} OK begin\r\n`);
      return toTls();
    });
  },
  postgres: (socket, toTls) => socket.on('data', () => {
    socket.write('S');
    toTls();
  }),
  mysql: (socket, toTls) => {
    socket.write(Buffer.from(`${String.fromCharCode(mysqlBody.length)}\0\0\0${mysqlBody}`, 'latin1'));
    let request = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      request = Buffer.concat([request, bytes]);
      // TLS follows an SSLRequest without an answer: its first bytes may be in the same segment.
      if (request.length >= 36) toTls(request.subarray(36));
    });
  },
};

/** Inside TLS: SMTP's or IMAP's answers to whoever sends lines. */
function inside(socket: TLSSocket): void {
  lines(socket, (line) => {
    const tag = /^(A\d+) /.exec(line)?.[1];
    const last = /QUIT|LOGOUT/.test(line);
    socket.write(tag === undefined ? `${last ? 221 : 250} inside ${line}\r\n` : `* inside\r\n${tag} OK done\r\n`);
    if (last) socket.end();
  });
}

export async function startTlsOrigin(protocol: StartTlsProtocol, { certificate, key }: ServerCertificate): Promise<StartTlsOrigin> {
  const sockets = new Set<Socket>();
  const seen = { clear: '', inside: '' };
  const server = createServer((socket) => {
    sockets.add(socket);
    const note = (bytes: Buffer): void => { seen.clear += bytes.toString('latin1'); };
    socket.on('data', note).on('error', () => {}).on('close', () => sockets.delete(socket));
    protocols[protocol](socket, (head) => {
      socket.removeAllListeners('data').pause();
      if (head !== undefined && head.length > 0) socket.unshift(head);
      const tls = new TLSSocket(socket, { isServer: true, cert: readFileSync(certificate), key: readFileSync(key) });
      tls.on('error', () => socket.destroy()).on('data', (bytes: Buffer) => { seen.inside += bytes.toString('latin1'); });
      inside(tls);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function lines(socket: Socket, each: (line: string) => void): void {
  let text = '';
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      each(line);
    }
  });
}
