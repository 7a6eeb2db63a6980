import { spawn } from 'node:child_process';
import type { Terminal } from '../../core/definition/terminal.js';
import type { JsonRecord } from '../../core/util/is-record.js';
import { safe, say } from '../start/terminal.js';
import { type Config, changeConfig, configPath } from './config-file.js';

/** The user of the command line, for methods that need one. */
export class UserTerminal implements Terminal {
  readonly #clear: () => void;

  constructor(clear: () => void) {
    this.#clear = clear;
  }

  tell(text: string): void {
    this.#clear();
    say(`${safe(text, process.stderr)}\n`);
  }

  async open(address: string): Promise<boolean> {
    const isPage = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
    const [file, ...args] = (isPage && opener(process.platform, process.env)) || [];
    if (!file || !process.stderr.isTTY) return false;
    const child = spawn(file, [...args, address], { stdio: 'ignore', detached: true });
    return new Promise((resolve) => {
      child.once('error', () => resolve(false));
      child.once('spawn', () => {
        child.unref();
        resolve(true);
      });
    });
  }

  async store(
    variable: string,
    credentials: JsonRecord,
    options: readonly string[],
  ): Promise<string> {
    const path = configPath();
    const reference = `@@${variable}`;
    await changeConfig(path, (config) => {
      const vars = { ...config.vars, [variable]: JSON.stringify(credentials) };
      const changed: Config = { ...config, vars };
      for (const option of options) {
        const [service = '', name = ''] = option.split('.');
        changed[service] = { ...changed[service], [name]: reference };
      }
      return changed;
    });
    return path;
  }
}

/** The command that opens an address in the browser. None if the user would not see it. */
export function opener(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  if (env.SSH_CONNECTION || env.SSH_TTY) return undefined;
  if (env.BROWSER) return [env.BROWSER];
  if (platform === 'darwin') return ['open'];
  // Not `start`, which is a command of the shell: an address may contain `&`.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
