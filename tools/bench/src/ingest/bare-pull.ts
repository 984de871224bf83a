// node bare-pull.ts URL CONSUMER: takes all messages of a durable consumer and acknowledges each, until SIGTERM. What taking flows costs before anything is done with them.
import { NatsLink } from '@weir/bus/nats';

const [url, consumer] = process.argv.slice(2) as [string, string];
/** Asked for at once, as the collector does; the next half when half of it has come. */
const half = 32;
const inbox = `_INBOX.bench.${process.pid}`;
const next = `$JS.API.CONSUMER.MSG.NEXT.WEIR_FLOWS.${consumer}`;
const acknowledgement = Buffer.from('+ACK');

const link = new NatsLink({ connection: { servers: [url], name: 'bench-bare-pull' } });
process.once('SIGTERM', () => void link.close().then(() => process.exit(0)));
link.use({
  up(connection) {
    const ask = (): void => connection.publish(next, JSON.stringify({ batch: half, expires: 600e9 }), { reply: inbox });
    let taken = 0;
    connection.subscribe(inbox, {
      callback(_error, message) {
        // The server's own words have no reply subject.
        if (message.reply === undefined || message.reply === '') return;
        connection.publish(message.reply, acknowledgement);
        if (++taken % half === 0) ask();
      },
    });
    ask();
    ask();
    process.stdout.write('{"event":"ready"}\n');
  },
  down: () => undefined,
});
