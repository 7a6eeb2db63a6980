import type { WebRequest } from '../../services/wire.js';
import { BslArray } from '../../values/array.js';
import { badArgument, badValue } from '../../values/errors.js';
import { integer } from '../../values/numbers.js';
import { BslObject, define } from '../../values/object.js';
import { toBoolean } from '../../values/operators.js';
import { toText } from '../../values/text.js';

interface Server {
  host: string;
  port: number;
  user: string;
  password: string;
}

/** `InternetProxy`: a proxy for each protocol, or those of the environment. */
export class InternetProxy extends BslObject {
  readonly servers: Map<string, Server> = new Map();
  readonly usesEnvironment: boolean;
  direct: BslArray = new BslArray([]);
  isDirectForLocal = false;

  constructor(usesEnvironment: boolean) {
    super();
    this.usesEnvironment = usesEnvironment;
  }

  /** The proxy for a URL: false for none, undefined for that of the environment. */
  settingsFor({ protocol, hostname }: URL): WebRequest['proxy'] {
    const server = this.servers.get(protocol.slice(0, -1));
    if (!server) return this.usesEnvironment ? undefined : false;
    const isLocal = !hostname.includes('.') || /^127\./.test(hostname);
    if (this.isDirectForLocal && isLocal) return false;
    const [, scheme, host = server.host] = /^(https?):\/\/([^/]*)/i.exec(server.host) ?? [];
    return { ...server, host, ...(scheme && { protocol: scheme.toLowerCase() }) };
  }

  serverOf(protocol: unknown): Server | undefined {
    return this.servers.get(protocolOf(protocol));
  }
}

function protocolOf(value: unknown): string {
  const protocol = toText(value).toLowerCase();
  return protocol === 'http' || protocol === 'https' ? protocol : badValue(1);
}

define(InternetProxy, {
  type: 'ИнтернетПрокси InternetProxy',
  create: (usesEnvironment?: unknown) =>
    new InternetProxy(usesEnvironment !== undefined && toBoolean(usesEnvironment)),
  properties: {
    'НеИспользоватьПроксиДляАдресов BypassProxyOnAddresses': {
      get(this: InternetProxy) {
        return this.direct;
      },
      set(this: InternetProxy, addresses: unknown) {
        this.direct = addresses instanceof BslArray ? addresses : badArgument(1);
      },
    },
    'НеИспользоватьПроксиДляЛокальныхАдресов BypassProxyOnLocal': {
      get(this: InternetProxy) {
        return this.isDirectForLocal;
      },
      set(this: InternetProxy, isDirect: unknown) {
        this.isDirectForLocal = toBoolean(isDirect);
      },
    },
  },
  methods: {
    'Установить Set'(
      this: InternetProxy,
      protocol: unknown,
      host: unknown,
      port?: unknown,
      user?: unknown,
      password?: unknown,
    ) {
      this.servers.set(protocolOf(protocol), {
        host: toText(host),
        port: port === undefined ? 0 : integer(port, 3),
        user: toText(user),
        password: toText(password),
      });
    },
    'Сервер Server'(this: InternetProxy, protocol: unknown) {
      return this.serverOf(protocol)?.host ?? '';
    },
    'Порт Port'(this: InternetProxy, protocol: unknown) {
      return this.serverOf(protocol)?.port ?? 0;
    },
    'Пользователь User'(this: InternetProxy, protocol: unknown) {
      return this.serverOf(protocol)?.user ?? '';
    },
    'Пароль Password'(this: InternetProxy, protocol: unknown) {
      return this.serverOf(protocol)?.password ?? '';
    },
  },
});
