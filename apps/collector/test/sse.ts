import { connect, type Socket } from 'node:net';

/** A tail over a bare socket, so that it can stop reading. */
export class SseClient {
  readonly socket: Socket;
  text = '';

  constructor(port: number, token: string, query = '') {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setEncoding('utf8');
    this.socket.on('data', (text) => { this.text += text.toString(); });
    this.socket.on('error', () => {});
    this.socket.write(`GET /api/v1/tail${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  }

  /** Waits until what has arrived matches. */
  async seen(pattern: RegExp): Promise<RegExpExecArray> {
    for (let n = 0; n < 400; n++) {
      const match = pattern.exec(this.text);
      if (match !== null) return match;
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
    throw new Error(`not seen: ${pattern}; but: ${this.text.slice(0, 1000)}`);
  }
}
