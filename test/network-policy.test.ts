import { beforeAll, expect, it } from 'vitest';
import { notPublic } from '../src/core/access/address.js';
import { ClosedAccess } from '../src/core/access/closed.js';
import { Roots } from '../src/core/access/roots.js';
import { watchConnections } from './support/connections.js';
import { allDefinitions, exampleInput, type Known } from './support/definitions.js';
import { folder } from './support/folder.js';
import { type Reach, reachOf } from './support/reach.js';
import { start } from './support/server.js';

/**
 * Every method of every service, with addresses that a model must not reach, in every way to write
 * them. A hook at the sockets of this process sees where it would connect to, whichever library asks.
 */
const PUBLIC = '93.184.216.34';
const names = {
  'public.test': [PUBLIC],
  'inside.test': ['127.0.0.1'],
  'both.test': [PUBLIC, '10.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'metadata.google.internal': ['169.254.169.254'],
};
/** Other than `metadata`, what is opened by the user may be reached. */
const INSIDE = [
  ...['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '[::1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', '10.0.0.1', '192.168.0.1', '[fe80::1]'],
  ...['inside.test', 'both.test', 'localhost.', '%31%32%37.0.0.1', '１２７.0.0.1'],
];
const METADATA = [
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518'],
  ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[fd00:ec2::254]'],
  ...['metadata.test', 'metadata.google.internal', '100.100.100.200'],
];
/** For methods beyond the first of a service, which share its connections. */
const FEW = ['127.0.0.1', 'inside.test', '[::ffff:a9fe:a9fe]', 'metadata.test'];

const definitions = (await allDefinitions()).filter(
  ({ definition }) => !definition.programOnly && !definition.offline,
);
let server: Awaited<ReturnType<typeof start>>;
let home: string;
let made: string[];
let redirect = '';
/** The address that answers contain instead, wherever services have one: for uploads, downloads, pages. */
let named = '';

beforeAll(async () => {
  home = await folder();
  server = await start((_, response) => {
    if (named === '') return void response.writeHead(307, { location: redirect }).end();
    const type = { 'content-type': 'application/json', location: named };
    return void response.writeHead(200, type).end(JSON.stringify(naming(named)));
  });
  made = watchConnections({ names, passes: (port) => port === server.port });
});

const byService = [...new Set(definitions.map(({ service }) => service.name))].map(
  (name) => [name, definitions.filter(({ service }) => service.name === name)] as const,
);

/** Calls a method with a host of the model's choice; `hosts` are those that the user has opened. */
async function callWith(known: Known, reach: Reach, host: string, port: number, hosts: string[]) {
  const { definition } = known;
  const given = inputFor(reach, host, port);
  const input = await exampleInput(definition, given, home);
  const proxy = { server: host, port, proxy_type: 'socks5' };
  // Proxies too, and what is downloaded instead of read.
  for (const [key, param] of Object.entries(definition.params)) {
    if (key === 'proxy') input[key] = proxy;
    if (param.kind.name === 'bytes') input[key] = `http://${host}:${port}/file`;
  }
  const roots = await Roots.of([home], 'Use --root.');
  const network = { hosts, downloads: true, hint: 'Use --hosts.' };
  const access = new ClosedAccess({ roots }, network);
  const address = reach.over === 'http' ? reach.call?.(`http://${host}:${port}`) : undefined;
  await definition
    .invoke(input, { access, call: { retries: 0, timeout: 3_000, proxy: false, ...address } })
    .catch(() => {});
  await access.close();
}

function inputFor(reach: Reach, host: string, port: number) {
  if (reach.over === 'http') return reach.input(`http://${host}:${port}`, 'token');
  if (reach.over === 'tcp') return reach.input(host, port, 'token');
  return {};
}

const notAllowed = () =>
  made.splice(0).filter((one) => {
    const address = one.replace(/:\d+$/, '');
    return one.startsWith('socket:') || notPublic(address) !== undefined;
  });

it.each(byService)(
  '%s connects to no address that a model must not reach',
  { timeout: 240_000 },
  async (name, methods) => {
    const reach = await reachOf(name);
    for (const [index, known] of methods.entries()) {
      for (const host of index === 0 ? [...INSIDE, ...METADATA] : FEW) {
        const isMetadata = METADATA.includes(host);
        await callWith(known, reach, host, 8080, isMetadata ? ['*'] : []);
        expect(notAllowed(), `${known.title} with ${host}`).toEqual([]);
      }
    }
  },
);

it.each(byService)('%s follows no redirect to one', { timeout: 240_000 }, async (name, methods) => {
  const reach = await reachOf(name);
  if (reach.over !== 'http') return;
  for (const [index, known] of methods.entries()) {
    const hosts = index === 0 ? [...INSIDE, ...METADATA] : FEW.slice(1, 3);
    for (const host of hosts.filter((one) => !/localhost|%|１/.test(one))) {
      redirect = `http://${host}:9090/`;
      await callWith(known, reach, '127.0.0.1', server.port, [`127.0.0.1:${server.port}`]);
      expect(notAllowed(), `${known.title}, redirected to ${host}`).toEqual([]);
    }
  }
});

const FIELDS = [
  ...[
    'upload_url',
    'uploadUrl',
    'uploadUrlTus',
    'href',
    'url',
    'urlFile',
    'link',
    'file_url',
    'fileUrl',
  ],
  ...[
    'download_url',
    'downloadUrl',
    'image_url',
    'location',
    'next',
    'next_url',
    'nextPageUrl',
    'path',
  ],
];

/** An answer of no service, in which each finds its own fields. */
function naming(url: string): object {
  const fields = {
    ...Object.fromEntries(FIELDS.map((name) => [name, url])),
    method: 'PUT',
    id: '1',
  };
  const inner = { ...fields, file: fields, links: [fields], items: [fields] };
  return { ...inner, ok: true, status: 'success', response: inner, result: inner, data: inner };
}

it.each(byService)(
  '%s reaches none that an answer names',
  { timeout: 240_000 },
  async (name, methods) => {
    const reach = await reachOf(name);
    if (reach.over !== 'http') return;
    for (const known of methods) {
      for (const host of FEW) {
        named = `http://${host}:9090/named`;
        await callWith(known, reach, '127.0.0.1', server.port, [`127.0.0.1:${server.port}`]);
        expect(notAllowed(), `${known.title}, sent to ${host}`).toEqual([]);
      }
    }
    named = '';
  },
);

it('would notice the addresses of answers', async ({ skip }) => {
  const upload = definitions.find(({ title }) => title === 'vk UploadPhotoToServer');
  if (!upload) return skip('vk is not tested in this run');
  named = 'http://public.test:9090/named';
  await callWith(upload, await reachOf('vk'), '127.0.0.1', server.port, [
    `127.0.0.1:${server.port}`,
  ]);
  named = '';
  expect(made.splice(0)).toEqual([`${PUBLIC}:9090`]);
});

it.each(byService)('%s reaches public addresses, and this is noticed', async (name, methods) => {
  const reach = await reachOf(name);
  made.length = 0;
  for (const known of methods) await callWith(known, reach, 'public.test', 8080, []);
  expect(made).toContain(`${PUBLIC}:8080`);
});

it('would notice a socket of any library', async () => {
  made.length = 0;
  await fetch('http://inside.test:8080/').catch(() => {});
  expect(made).toEqual(['127.0.0.1:8080']);
});
