import net from 'node:net';
import { type Listening, listen } from './server.js';

export interface SocksServer extends Listening {
  /** The targets of its clients: `host:port`. */
  reached: readonly string[];
}

/** A SOCKS proxy (4, 4a and 5) that really connects; with a user and password if they are given. */
export async function startSocks(who?: { user: string; password: string }): Promise<SocksServer> {
  const reached: string[] = [];
  const server = net.createServer((client) => {
    client.on('error', () => {});
    serve(client, who, reached).catch(() => client.destroy());
  });
  return { ...(await listen(server)), reached };
}

/** Reads exactly this many bytes from a socket. */
async function take(client: net.Socket, length: number): Promise<Buffer> {
  for (;;) {
    const found = client.read(length) as Buffer | null;
    if (found) return found;
    await new Promise<void>((resolve, reject) => {
      client.once('readable', resolve);
      client.once('close', () => reject(new Error('closed')));
    });
  }
}

async function takeText(client: net.Socket): Promise<string> {
  let text = '';
  for (;;) {
    const [byte] = await take(client, 1);
    if (byte === 0) return text;
    text += String.fromCharCode(byte!);
  }
}

async function serve(
  client: net.Socket,
  who: { user: string; password: string } | undefined,
  reached: string[],
): Promise<void> {
  const [version] = await take(client, 1);
  const old = version === 4;
  const to = old ? await asked4(client) : await asked5(client, who);
  if (!to) return void client.end();
  reached.push(`${to.host}:${to.port}`);
  const server = net.connect(to);
  server.on('error', () => client.end(old ? reply4(91) : reply5(5)));
  server.once('connect', () => {
    client.write(old ? reply4(90) : reply5(0));
    client.pipe(server).pipe(client);
  });
  client.on('close', () => server.destroy());
}

async function asked4(client: net.Socket) {
  const head = await take(client, 7);
  await takeText(client);
  const address = [...head.subarray(3)];
  const named = address[0] === 0 && address[3] !== 0;
  return { port: head.readUInt16BE(1), host: named ? await takeText(client) : address.join('.') };
}

async function asked5(client: net.Socket, who?: { user: string; password: string }) {
  const [count] = await take(client, 1);
  const ways = await take(client, count!);
  const way = who ? 2 : 0;
  if (!ways.includes(way)) return void client.end(Buffer.from([5, 255]));
  client.write(Buffer.from([5, way]));
  if (who) {
    const [, userLength] = await take(client, 2);
    const user = (await take(client, userLength!)).toString();
    const [passwordLength] = await take(client, 1);
    const password = (await take(client, passwordLength!)).toString();
    const right = user === who.user && password === who.password;
    client.write(Buffer.from([1, right ? 0 : 1]));
    if (!right) return undefined;
  }
  const [, , , type] = await take(client, 4);
  let host: string;
  if (type === 1) host = [...(await take(client, 4))].join('.');
  else {
    const [length] = await take(client, 1);
    host = (await take(client, length!)).toString();
  }
  return { host, port: (await take(client, 2)).readUInt16BE(0) };
}

function reply4(code: number): Buffer {
  return Buffer.from([0, code, 0, 0, 0, 0, 0, 0]);
}

function reply5(code: number): Buffer {
  return Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}
