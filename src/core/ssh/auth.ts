import type { AnyAuthMethod, AuthenticationType, ParsedKey, utils } from 'ssh2';
import { NotAllowed } from '../access/not-allowed.js';
import type { Call } from '../definition/call.js';
import { InputError, type OintError, ServiceError } from '../errors/errors.js';
import { cut } from '../util/cut.js';
import { type Keys, readKeys } from './keys/key-file.js';
import type { SshSettings } from './settings.js';

interface Attempt {
  /** Its name in the protocol. */
  wire: AuthenticationType;
  /** Its name in messages. */
  says: string;
  how: AnyAuthMethod;
  /** True if it presents a certificate, with which the driver needs help. */
  isCertified?: boolean;
}

/** Authenticates the user with the methods of the settings, and records why it failed. */
export class Authentication {
  readonly #call: Call;
  readonly #settings: SshSettings;
  readonly #attempts: Attempt[];
  readonly #tried: string[] = [];
  /** The attempts that the server accepted, and still requires more. */
  readonly #passed: string[] = [];
  #accepted: readonly string[] = [];
  /** The questions without an answer. */
  #unanswered: string[] = [];
  #answered = 0;
  /** The failure of the agent, if any. */
  agentFailure: string | undefined;

  private constructor(call: Call, settings: SshSettings, keys: readonly Keys[]) {
    this.#call = call;
    this.#settings = settings;
    this.#attempts = this.#prepare(keys);
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
    }
    const keys = await keysOf(call, settings, parseKey);
    if (settings.auth === 'agent' && keys.length === 0 && !agentPath()) throw noAgent(call);
    return new Authentication(call, settings, keys);
  }

  /** The next attempt; `undefined` if the server accepts none of the remaining ones. */
  next(accepted: readonly string[] | null, isPartial: boolean): Attempt | undefined {
    if (accepted) this.#accepted = accepted;
    const last = this.#tried.at(-1);
    if (isPartial && last !== undefined) this.#passed.push(last);
    // The order may be the server's: an attempt is not used up before it says what it accepts.
    if (!accepted && this.#attempts.length > 1) return this.#asking;
    const at = this.#attempts.findIndex(({ wire }) => !accepted || accepted.includes(wire));
    const [attempt] = at < 0 ? [] : this.#attempts.splice(at, 1);
    if (!attempt) return undefined;
    this.#tried.push(attempt.says);
    this.#call.debug(() => `> authentication by ${attempt.says}`);
    return attempt;
  }

  /** Asks what the server accepts. Some servers need nothing. */
  get #asking(): Attempt {
    const how: AnyAuthMethod = { type: 'none', username: this.#settings.user };
    return { wire: 'none' as AuthenticationType, says: 'nothing', how };
  }

  #prepare(keys: readonly Keys[]): Attempt[] {
    const { user: username, auth, password, answers } = this.#settings;
    const found: Partial<Record<string, Attempt[]>> = {};
    const by = (key: ParsedKey, says: string, isCertified: boolean): Attempt => ({
      wire: 'publickey',
      says,
      how: { type: 'publickey', username, key },
      isCertified,
    });
    const byKeys = keys.flatMap(({ certified, plain, says }) => [
      ...(certified ? [by(certified, 'the certificate', true)] : []),
      by(plain, says, false),
    ]);
    if (auth === 'agent') found.agent = byKeys;
    else found.private_key = byKeys;
    const agent = agentPath();
    if (auth === 'agent' && agent) {
      const how: AnyAuthMethod = { type: 'agent', username, agent };
      found.agent = [...byKeys, { wire: 'publickey', says: 'the keys of the agent', how }];
    }
    if (password !== undefined || auth === 'password') {
      const isAnswer = answers.length === 0;
      found.password = this.#byPassword(username, password ?? '', isAnswer);
    }
    if (answers.length > 0 || auth === 'keyboard_interactive') {
      found.keyboard_interactive = [this.#byQuestions(username, answers, 'the answers')];
    }
    // The chosen method comes first; the rest are for servers that require more than one.
    const { [auth]: chosen = [], ...others } = found;
    return [...chosen, ...Object.values(others).flatMap((attempts) => attempts ?? [])];
  }

  /**
   * Many servers ask for the password as a question: a single question is answered with it, unless
   * there are answers for questions.
   */
  #byPassword(username: string, password: string, isAnswer: boolean): Attempt[] {
    const how: AnyAuthMethod = { type: 'password', username, password };
    const says = 'the password as an answer';
    return [
      { wire: 'password', says: 'the password', how },
      ...(isAnswer ? [this.#byQuestions(username, [password], says)] : []),
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
    const passed = this.#passed.length > 0 ? `; accepted so far: ${this.#passed.join(', ')}` : '';
    return new ServiceError({
      method,
      reason: 'AUTH_FAILED',
      details: { methods: accepted },
      message: redactor.text(
        `permission denied for ${user} at ${host}${said} (tried: ${tried}${passed}; the server accepts: ${accepted.join(', ') || 'unknown'})`,
      ),
      hint: redactor.text(this.#hint(accepted)),
    });
  }

  #hint(accepted: readonly string[]): string {
    if (this.#passed.length > 0) {
      return `The server requires more than one: add what it still accepts to the settings.`;
    }
    if (this.agentFailure) return `The agent failed: ${this.agentFailure}`;
    const [question] = this.#unanswered;
    if (question !== undefined && this.#settings.auth === 'keyboard_interactive') {
      return `It asked a question without an answer (${this.#answered} given): "${cut(question, 80)}".`;
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

/** The key of the settings, or those among the user's own that can be read. */
async function keysOf(
  call: Call,
  settings: SshSettings,
  parseKey: typeof utils.parseKey,
): Promise<Keys[]> {
  if (settings.key !== undefined) return [await readKeys(call, settings, parseKey)];
  const found: Keys[] = [];
  for (const key of settings.identities) {
    try {
      const keys = await readKeys(call, { ...settings, key }, parseKey);
      found.push({ ...keys, says: `the private key ${key}` });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      call.debug(() => `* ${error.message.split('\n')[0]}`);
    }
  }
  return found;
}

function noAgent({ method }: Call): InputError {
  return new InputError({
    method,
    param: 'connection',
    message: 'no SSH agent is running (SSH_AUTH_SOCK is not set), and there is no other key',
    hint: 'Start one (eval "$(ssh-agent)" && ssh-add), or set key_path or password.',
  });
}
