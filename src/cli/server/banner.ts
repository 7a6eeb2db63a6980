import type { ServerSettings } from '../../server/settings.js';
import { isLoopback } from '../../serving/gate.js';
import { write } from '../start/print.js';
import { note } from '../start/terminal.js';

interface Started {
  url: string;
  settings: ServerSettings;
  listen: { host: string; tokens: readonly string[]; get: boolean };
  json: boolean;
}

/** Says that the server is running: where, what is allowed, and how to call it. */
export async function banner({ url, settings, listen, json }: Started): Promise<void> {
  if (json) {
    await write(`${JSON.stringify({ event: 'start', time: new Date(), url })}\n`);
    return;
  }
  note(`serving at ${url}`);
  for (const line of allowed(settings)) note(line);
  const token = listen.tokens.length > 0 ? ' -H "authorization: Bearer $OINT_SERVER_TOKEN"' : '';
  const body = '{"text":"Hello"}';
  note(
    `try: curl ${url}/openai/GetUserMessage${token} -H 'content-type: application/json' -d '${body}'`,
  );
  note(`description: ${url}/openapi.json`);
  if (!isLoopback(listen.host)) {
    note('other machines can reach the server without encryption: put a TLS proxy in front of it');
  }
}

function allowed({ roots, hosts, allow, deny, readOnly, vars, open }: ServerSettings): string[] {
  const methods = allow.length > 0 ? allow.join(', ') : 'all';
  const names = [...Object.keys(vars), ...Object.keys(open)].map((name) => `@@${name}`);
  return [
    `methods: ${methods}${deny.length > 0 ? ` without ${deny.join(', ')}` : ''}${readOnly ? ', read-only' : ''}`,
    `folders: ${roots.join(', ') || 'none (--root FOLDER)'}`,
    `hosts: public ones${hosts.length > 0 ? ` and ${hosts.join(', ')}` : ' (--hosts HOST)'}`,
    ...(names.length > 0 ? [`variables: ${names.join(', ')}`] : []),
  ];
}
