import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { AnyAuthMethod, AuthenticationType, ParsedKey, utils } from 'ssh2';
import { NotAllowed } from '../access/not-allowed.js';
import type { Call } from '../definition/call.js';
import { InputError, type OintError, ServiceError } from '../errors/errors.js';
import { fetchBytes } from '../http/fetch-bytes.js';
import { isKeyText, type SshSettings } from './settings.js';

interface Attempt {
  /** Its name in the protocol. */
  wire: AuthenticationType;
  /** Its name in messages. */
  says: string;
  how: AnyAuthMethod;
}

/** Authenticates the user with the methods of the settings, and records why it failed. */
export class Authentication {
  readonly #call: Call;
  readonly #settings: SshSettings;
  readonly #attempts: Attempt[];
  readonly #tried: string[] = [];
  #accepted: readonly string[] = [];
  /** The questions without an answer. */
  #unanswered: string[] = [];
  #answered = 0;
  /** The failure of the agent, if any. */
  agentFailure: string | undefined;

  private constructor(call: Call, settings: SshSettings, key: string | undefined) {
    this.#call = call;
    this.#settings = settings;
    this.#attempts = this.#prepare(key);
  }

  /** Reads the key and finds the agent. Anything missing is reported before anything is sent. */
  static async prepare(
    call: Call,
    settings: SshSettings,
    parseKey: typeof utils.parseKey,
  ): Promise<Authentication> {
    if (settings.auth === 'agent') {
      // Its keys belong to this machine: they are only for servers that the user chose.
      if (!call.access.network.isFixed(settings.host, settings.port)) {
        throw new NotAllowed('using the keys of the SSH agent is not allowed');
      }
      if (!agentPath()) throw noAgent(call);
    }
    const key = settings.key === undefined ? undefined : await readKey(call, settings, parseKey);
    return new Authentication(call, settings, key);
  }

  /** The next attempt; `false` if the server accepts none of the remaining ones. */
  readonly next = (accepted: readonly string[] | null): AnyAuthMethod | false => {
    if (accepted) this.#accepted = accepted;
    const at = this.#attempts.findIndex(({ wire }) => !accepted || accepted.includes(wire));
    const [attempt] = at < 0 ? [] : this.#attempts.splice(at, 1);
    if (!attempt) return false;
    this.#tried.push(attempt.says);
    this.#call.debug(() => `> authentication by ${attempt.says}`);
    return attempt.how;
  };

  #prepare(key: string | undefined): Attempt[] {
    const { user: username, auth, password, passphrase, answers } = this.#settings;
    const found: Partial<Record<string, Attempt[]>> = {};
    if (key !== undefined) {
      const how: AnyAuthMethod = {
        type: 'publickey',
        username,
        key,
        ...(passphrase && { passphrase }),
      };
      found.private_key = [{ wire: 'publickey', says: 'the private key', how }];
    }
    if (auth === 'agent') {
      const how: AnyAuthMethod = { type: 'agent', username, agent: agentPath()! };
      found.agent = [{ wire: 'publickey', says: 'the keys of the agent', how }];
    }
    if (password !== undefined || auth === 'password') {
      found.password = this.#byPassword(username, password ?? '');
    }
    if (answers.length > 0 || auth === 'keyboard_interactive') {
      found.keyboard_interactive = [this.#byQuestions(username, answers, 'the answers')];
    }
    // The chosen method comes first; the rest are for servers that require more than one.
    const { [auth]: chosen = [], ...others } = found;
    return [...chosen, ...Object.values(others).flatMap((attempts) => attempts ?? [])];
  }

  /** Many servers ask for the password as a question: a single question is answered with it. */
  #byPassword(username: string, password: string): Attempt[] {
    const how: AnyAuthMethod = { type: 'password', username, password };
    const none: Attempt = {
      wire: 'none' as AuthenticationType,
      says: 'no password',
      how: { type: 'none', username },
    };
    return [
      ...(password === '' ? [none] : []),
      { wire: 'password', says: 'the password', how },
      this.#byQuestions(username, [password], 'the password as an answer'),
    ];
  }

  #byQuestions(username: string, answers: readonly string[], says: string): Attempt {
    const left = [...answers];
    const how: AnyAuthMethod = {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => {
        const given = prompts.map(({ prompt }) => {
          const answer = left.shift();
          if (answer === undefined) this.#unanswered.push(prompt.trim());
          else this.#answered++;
          return answer ?? '';
        });
        finish(given);
      },
    };
    return { wire: 'keyboard-interactive', says, how };
  }

  /** The error for a failed authentication. */
  refused(words?: string): OintError {
    const { user, host } = this.#settings;
    const { method, redactor } = this.#call;
    const tried = this.#tried.length > 0 ? this.#tried.join(', ') : 'nothing';
    const accepted = this.#accepted.filter((name) => name !== 'none');
    const said = words ? `: ${words}` : '';
    return new ServiceError({
      method,
      reason: 'AUTH_FAILED',
      details: { methods: accepted },
      message: redactor.text(
        `permission denied for ${user} at ${host}${said} (tried: ${tried}; the server accepts: ${accepted.join(', ') || 'unknown'})`,
      ),
      hint: redactor.text(this.#hint(accepted)),
    });
  }

  #hint(accepted: readonly string[]): string {
    if (this.agentFailure) return `The agent failed: ${this.agentFailure}`;
    const [question] = this.#unanswered;
    if (question !== undefined && this.#settings.auth === 'keyboard_interactive') {
      return `It asked a question without an answer (${this.#answered} given): "${question.slice(0, 80)}".`;
    }
    if (this.#settings.auth === 'agent') return 'To list the keys of the agent: ssh-add -l';
    if (this.#settings.auth === 'private_key' && accepted.includes('publickey')) {
      return "Check that the public key is in the user's ~/.ssh/authorized_keys on the server.";
    }
    return 'Check the user name and the password.';
  }
}

function agentPath(): string | undefined {
  const { SSH_AUTH_SOCK } = process.env;
  if (SSH_AUTH_SOCK) return SSH_AUTH_SOCK;
  return process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined;
}

function noAgent({ method }: Call): InputError {
  return new InputError({
    method,
    param: 'connection',
    message: 'no SSH agent is running: SSH_AUTH_SOCK is not set',
    hint: 'Start one (eval "$(ssh-agent)" && ssh-add), or set key_path or password.',
  });
}

async function readKey(
  call: Call,
  { key, passphrase }: SshSettings,
  parseKey: typeof utils.parseKey,
): Promise<string> {
  const text = isKeyText(key!) ? key! : await keyFile(call, key!);
  const shown = isKeyText(key!) ? 'the private key' : `the private key ${key}`;
  const parsed: ParsedKey | ParsedKey[] | Error = parseKey(text, passphrase);
  const first = Array.isArray(parsed) ? parsed[0] : parsed;
  if (first instanceof Error || !first)
    throw unusable(call, shown, first?.message ?? '', passphrase);
  if (!first.isPrivateKey()) throw unusable(call, shown, 'it is a public key', passphrase);
  return text;
}

async function keyFile(call: Call, key: string): Promise<string> {
  if (/^https?:\/\//i.test(key)) return (await fetchBytes(key, call)).toString('utf8');
  // No shell expands a path inside JSON.
  const path = key.replace(/^~(?=[/\\])/, homedir());
  try {
    return (await call.access.files.read(path)).toString();
  } catch (cause) {
    if (cause instanceof NotAllowed) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InputError({
      method: call.method,
      param: 'connection',
      message: `cannot read the private key ${path}: ${code === 'ENOENT' ? 'no such file' : message}`,
      hint: isAbsolute(path) ? undefined : `The path is relative to ${process.cwd()}.`,
      cause,
    });
  }
}

function unusable(
  call: Call,
  shown: string,
  words: string,
  passphrase: string | undefined,
): InputError {
  const locked = /passphrase|encrypted/i.test(words) && passphrase === undefined;
  const why = locked
    ? 'it is encrypted, and no passphrase is given'
    : passphrase === undefined
      ? words
      : `${words}; check the passphrase`;
  return new InputError({
    method: call.method,
    param: 'connection',
    message: call.redactor.text(`${shown} cannot be used: ${why || 'it is not a private key'}`),
    hint: locked
      ? 'Add its passphrase to the settings, as GetSettingsPrivateKey does.'
      : 'Supported formats: OpenSSH, PEM, PuTTY.',
  });
}
