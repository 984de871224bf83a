import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { RuntimeFailure } from '@weir/service';
import { modeEntries } from './mode-entries.ts';
import { onPorts, reservePorts } from './reserve-ports.ts';

const modes = (...specs: string[]) => modeEntries({ mode: specs, listen_host: '', listen_port: undefined, keep_host_header: false, via: [], no_proxy: [], upstream_auth: undefined }, []);

test('names a free port for each mode, and leaves it free', async () => {
  const entries = modes('regular@127.0.0.1:0', 'reverse:http://a@127.0.0.1:0');
  const ports = await reservePorts(entries);
  expect(new Set(ports).size).toBe(2);
  expect(ports.every((port) => port > 0)).toBe(true);
  const placed = onPorts(entries, ports);
  expect(placed.map(({ config }) => config.listen)).toEqual(ports.map((port) => ({ host: '127.0.0.1', port })));
  expect(await reservePorts(placed)).toEqual(ports);
});

test('a port in use is a failure, also where its holder would share it', async () => {
  const holder = createServer().listen({ host: '127.0.0.1', port: 0, reusePort: true });
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await expect(reservePorts(modes(`regular@127.0.0.1:${port}`))).rejects.toThrow(RuntimeFailure);
  holder.close();
});
