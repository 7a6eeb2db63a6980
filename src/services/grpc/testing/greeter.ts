import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Daemon, startDaemon, whyNo } from '../../../../test/support/daemon.js';
import { folder } from '../../../../test/support/folder.js';

/** Debian's Python, which has the packages: another one may come first in PATH. */
const PYTHON = '/usr/bin/python3';

export const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Why the server of Python cannot run here; `undefined` if it can. */
export const noGreeter = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import grpc, google.protobuf'], { stdio: 'ignore' });
  } catch {
    return 'python3-grpcio or python3-protobuf is not installed';
  }
  return whyNo('protoc');
})();

/** Compiles a schema of this folder into a descriptor set, with what it imports. */
export async function compiled(name: string): Promise<string> {
  const file = join(await folder(), 'set.binpb');
  const includes = [`-I${HERE}`, '-I/usr/include'];
  execFileSync('protoc', [...includes, '--include_imports', `--descriptor_set_out=${file}`, name]);
  return file;
}

interface How {
  reflection?: 'v1' | 'v1alpha' | 'none';
  /** A PEM file with a certificate and its key. */
  pem?: string;
  /** The authority of the certificates that clients must have. */
  clients?: string;
}

/** Starts a server of Python's gRPC with the service `helloworld.Greeter`. */
export async function startGreeter(how: How = {}): Promise<Daemon & { address: string }> {
  const { reflection = 'v1', pem, clients } = how;
  const set = await compiled('greeter.proto');
  const files = [pem, clients].filter((one) => one !== undefined);
  const daemon = await startDaemon(PYTHON, (port) => [
    ...[join(HERE, 'server.py'), set, String(port), reflection],
    ...files,
  ]);
  return { ...daemon, address: `${pem ? 'https' : 'http'}://127.0.0.1:${daemon.port}` };
}

/** Converts messages with Python's own JSON: bytes as Base64 into JSON, or the reverse. */
export function pythonJson(set: string, lines: readonly object[]): unknown[] {
  const input = lines.map((line) => JSON.stringify(line)).join('\n');
  const output = execFileSync(PYTHON, [join(HERE, 'as_json.py'), set], { input, encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
