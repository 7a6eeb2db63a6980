import { addressOf } from '../../core/connection/connect.js';
import type { HostPort } from '../../core/connection/host-port.js';
import type { Payload } from '../../core/definition/kinds/index.js';
import { shellQuote } from '../../core/util/shell-quote.js';
import type { SocketType } from '../../core/zmtp/socket-types.js';

interface Shown {
  type: SocketType;
  /** Without it, the socket is bound to the port. */
  address?: HostPort | undefined;
  port?: number | undefined;
  host?: string;
  data?: Payload | undefined;
  prefixes?: readonly string[] | undefined;
}

/** The same in Python, for a dry run. */
export function dryRunLine({ type, data, prefixes = [], ...where }: Shown): string {
  const lines = [
    'import zmq',
    `s = zmq.Context().socket(zmq.${type})`,
    ...prefixes.map((prefix) => `s.subscribe(${text(prefix)})`),
    placeOf(where),
    ...(typeof data === 'string' ? [`s.send_string(${text(data)})`] : []),
    ...(data !== undefined && typeof data !== 'string' ? ['import sys', SEND_INPUT] : []),
    ...(type === 'PUSH' ? [] : ['print(s.recv_multipart())']),
  ];
  return `python3 -c ${shellQuote(lines.join('; '))}`;
}

function placeOf({ address, host = '', port = 0 }: Omit<Shown, 'type'>): string {
  if (!address) return `s.bind(${text(`tcp://${addressOf(host, port)}`)})`;
  return `s.connect(${text(`tcp://${addressOf(address.host, address.port)}`)})`;
}

const text = (value: string) => JSON.stringify(value);

const SEND_INPUT = 's.send(sys.stdin.buffer.read())';
