import { type Ask, answerOf } from '../../services/modules.js';
import type { WebResponse } from '../../services/wire.js';
import { badArgument, badValue, raise } from '../../values/errors.js';
import { integer } from '../../values/numbers.js';
import { BslObject, creator, define, type Property } from '../../values/object.js';
import { toBoolean } from '../../values/operators.js';
import { toText } from '../../values/text.js';
import { InternetProxy } from './proxy.js';
import { HttpRequest } from './request.js';
import { HttpResponse } from './response.js';
import { SecureConnection } from './secure.js';

interface Settings {
  user: string;
  password: string;
  proxy: InternetProxy | undefined;
  timeout: number;
  secure: SecureConnection | undefined;
}

/** `HTTPConnection`: a server that requests are sent to, by the main thread. */
export class HttpConnection extends BslObject {
  readonly settings: Settings;
  readonly server: URL;
  /** False as in 1C. */
  followsRedirects = false;
  readonly #ask: Ask;

  constructor(server: URL, settings: Settings, ask: Ask) {
    super();
    this.server = server;
    this.settings = settings;
    this.#ask = ask;
  }

  send(method: string, request: HttpRequest, file?: unknown): HttpResponse {
    const { proxy, timeout, secure } = this.settings;
    const saveTo = file === undefined || file === '' ? undefined : toText(file);
    const url = this.urlOf(request.address);
    const web = {
      ...{ method, url: url.href, saveTo, timeout },
      headers: { ...this.#authorization(), ...headersOf(request) },
      body: bodyOf(method, request),
      redirects: this.followsRedirects ? MOST_REDIRECTS : 0,
      proxy: proxy?.settingsFor(url),
      direct: proxy?.direct.items.map(toText) ?? [],
      ca: secure?.authorities?.path,
      cert: secure?.client?.path,
    };
    return new HttpResponse(answerOf(this.#ask, { web }) as WebResponse, saveTo);
  }

  /** The address begins with a slash, which scripts may leave out. */
  urlOf(address: string): URL {
    const { origin } = this.server;
    return new URL(`${origin}${address.startsWith('/') ? '' : '/'}${address}`);
  }

  #authorization(): Record<string, string> {
    const { user, password } = this.settings;
    if (user === '' && password === '') return {};
    const both = Buffer.from(`${user}:${password}`).toString('base64');
    return { authorization: `Basic ${both}` };
  }
}

/** As OneScript and browsers do. */
const MOST_REDIRECTS = 20;

function headersOf({ headers }: HttpRequest): Record<string, string> {
  const all = [...headers.entries.values()];
  return Object.fromEntries(
    all.map(({ key, value }) => [toText(key).trim().toLowerCase(), toText(value).trim()]),
  );
}

function bodyOf(method: string, { body, bytes }: HttpRequest): Uint8Array | string | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  // The main thread streams a file.
  return typeof body === 'string' ? body : bytes;
}

/** A name with or without `http://` or `https://`, and with or without a port. */
function serverOf(host: unknown, port: unknown, isSecure: boolean): URL {
  const text = toText(host).trim();
  const [, scheme = isSecure ? 'https' : 'http', rest = text] =
    /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (!/^https?$/i.test(scheme)) badValue(1);
  const href = `${scheme}://${rest}`;
  if (rest === '' || !URL.canParse(href))
    raise({ ru: `Неверный адрес сервера: ${text}`, en: `"${text}" is not the name of a server` });
  const url = new URL(href);
  const given = port === undefined ? 0 : integer(port, 2);
  if (given < 0 || given > 65535) badValue(2);
  if (given > 0) url.port = String(given);
  return url;
}

function connect(ask: Ask) {
  return (
    host: unknown,
    port?: unknown,
    user?: unknown,
    password?: unknown,
    proxy?: unknown,
    timeout?: unknown,
    secure?: unknown,
  ) => {
    if (proxy !== undefined && !(proxy instanceof InternetProxy)) badArgument(5);
    if (secure !== undefined && !(secure instanceof SecureConnection)) badArgument(7);
    const settings: Settings = {
      ...{ user: toText(user), password: toText(password), proxy: proxy as InternetProxy },
      timeout: timeout === undefined ? 0 : integer(timeout, 6),
      secure: secure as SecureConnection,
    };
    return new HttpConnection(serverOf(host, port, secure !== undefined), settings, ask);
  };
}

const get = (read: (connection: HttpConnection) => unknown): Property => ({
  get(this: HttpConnection) {
    return read(this);
  },
});

/** A method that may save the response to a file. */
const sends = (method: string) =>
  function (this: HttpConnection, request: unknown, file?: unknown) {
    return this.send(method, request instanceof HttpRequest ? request : badArgument(1), file);
  };

define(HttpConnection, {
  type: 'HTTPСоединение HTTPConnection',
  properties: {
    'Сервер Host': get(({ server }) => server.hostname.replace(/^\[|\]$/g, '')),
    'Порт Port': get(({ server }) =>
      Number(server.port || (server.protocol === 'https:' ? 443 : 80)),
    ),
    'Пользователь User': get(({ settings }) => settings.user),
    'Пароль Password': get(({ settings }) => settings.password),
    'Прокси Proxy': get(({ settings }) => settings.proxy),
    'Таймаут Timeout': get(({ settings }) => settings.timeout),
    'ЗащищенноеСоединение SecureConnection': get(({ settings }) => settings.secure),
    'ИспользоватьАутентификациюОС UseOSAuthentication': get(() => false),
    'РазрешитьАвтоматическоеПеренаправление AllowAutoRedirect': {
      get(this: HttpConnection) {
        return this.followsRedirects;
      },
      set(this: HttpConnection, follows: unknown) {
        this.followsRedirects = toBoolean(follows);
      },
    },
  },
  methods: {
    'Получить Get': sends('GET'),
    'ОтправитьДляОбработки Post': sends('POST'),
    'Записать Put': sends('PUT'),
    'Изменить Patch': sends('PATCH'),
    'Удалить Delete': sends('DELETE'),
    'ПолучитьЗаголовки Head': sends('HEAD'),
    'ВызватьHTTPМетод CallHTTPMethod'(
      this: HttpConnection,
      method: unknown,
      request: unknown,
      file?: unknown,
    ) {
      const name = toText(method).toUpperCase();
      if (!/^[A-Z][A-Z-]{0,30}$/.test(name)) badValue(1);
      return this.send(name, request instanceof HttpRequest ? request : badArgument(2), file);
    },
  },
});

/** Lets scripts create connections, whose requests are sent through `ask`. */
export function allowConnections(ask: Ask): void {
  HttpConnection.prototype.$type.create = creator(connect(ask));
}
