// The exported modules run in our own runner, and call a server of ours over HTTP.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { authority, whyNoOpenssl } from '../support/certificates.js';
import { home, oint, type Running, startOint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
/** The address of the image. */
let picture = '';
const images = createServer((_, response) => response.end(PICTURE));

const running: Running[] = [];
/** The embedded server, and the server of methods. */
let models = '';
let methods = '';

async function serve(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const server = startOint([...args, '--port', '0', '--quiet'], { env });
  running.push(server);
  await server.untilError('http://127.0.0.1:');
  return /http:\/\/127\.0\.0\.1:\d+/.exec(server.written.stderr)![0];
}

beforeAll(async () => {
  images.listen(0, '127.0.0.1');
  await once(images, 'listening');
  picture = `http://127.0.0.1:${(images.address() as AddressInfo).port}/picture.png`;
  [models, methods] = await Promise.all([
    serve(['local', 'serve', '--memory']),
    serve(['server', 'http', '--hosts', '127.0.0.1', '--urls']),
  ]);
  await library('en', methods);
  await library('ru', methods);
}, 60_000);

afterAll(async () => {
  images.close();
  for (const one of running) one.signal('SIGTERM');
  await Promise.all(running.map((one) => one.ended));
});

/** Exports a library that calls a server. Returns its folder. */
async function library(name: string, server: string, more: readonly string[] = []) {
  const lang = name === 'ru' ? 'ru' : 'en';
  const out = join(home, name);
  const args = ['--out', out, '--format', 'ospx', '--lang', lang, '--server', server];
  const { status, stderr } = await oint(['1c', 'export', ...args, ...more]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return out;
}

/** Runs a script: with the services of the runner, or with an exported library. */
async function run(script: string, uses?: string, env: Record<string, string> = {}) {
  const path = join(home, `script-${uses ?? 'runner'}.os`);
  const use = uses === undefined ? '' : `#Use "${join(home, uses)}"\n`;
  await writeFile(path, use + script);
  const { status, stdout, stderr } = await oint(['run', path, models, picture], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const START = 'URL = CommandLineArguments[0]; Token = "12We"; File = CommandLineArguments[1];';

const PAGE = `${START}
Messages = New Array;
Messages.Add(OPI_OpenAI.GetMessageStructure("user", "What is 1C:Enterprise?"));
Messages.Add(OPI_OpenAI.GetMessageStructure("assistant", "1C:Enterprise is a full-stack, low-code platform"));
Messages.Add(OPI_OpenAI.GetMessageStructure("user", "When the first version was released?"));
Model = "oint-guide";
Result = OPI_OpenAI.GetResponse(URL, Token, Model, Messages);
Message(OPI_Tools.JSONString(Result)); Message("---");
FileName = StrTemplate("%1.png", String(New UUID()));
Destination = "user_data";
Messages = New Array;
ImageUpload = OPI_OpenAI.UploadFile(URL, Token, FileName, File, Destination);
Message(OPI_Tools.JSONString(ImageUpload)); Message("---");
ImageID = ImageUpload["id"];
Description = OPI_OpenAI.GetImageMessageStructure("user", ImageID, "What is in this image?");
Messages.Add(Description);
Result = OPI_OpenAI.GetResponse(URL, Token, Model, Messages);
Message(OPI_Tools.JSONString(Result)); Message("---");
Message(OPI_Tools.JSONString(OPI_OpenAI.DeleteFile(URL, Token, ImageID)));`;

const PAGE_RU = `URL = АргументыКоманднойСтроки[0]; Токен = "12We"; Файл = АргументыКоманднойСтроки[1];
Сообщения = Новый Массив;
Сообщения.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщения("user", "What is 1C:Enterprise?"));
Сообщения.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщения("assistant", "1C:Enterprise is a full-stack, low-code platform"));
Сообщения.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщения("user", "When the first version was released?"));
Модель = "oint-guide";
Результат = OPI_OpenAI.ПолучитьОтвет(URL, Токен, Модель, Сообщения);
Сообщить(OPI_Инструменты.JSONСтрока(Результат)); Сообщить("---");
ИмяФайла = СтрШаблон("%1.png", Строка(Новый УникальныйИдентификатор()));
Сообщения = Новый Массив;
Загрузка = OPI_OpenAI.ЗагрузитьФайл(URL, Токен, ИмяФайла, Файл, "user_data");
Сообщить(OPI_Инструменты.JSONСтрока(Загрузка)); Сообщить("---");
IDКартинки = Загрузка["id"];
Сообщения.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщенияКартинки("user", IDКартинки, "What is in this image?"));
Результат = OPI_OpenAI.ПолучитьОтвет(URL, Токен, Модель, Сообщения);
Сообщить(OPI_Инструменты.JSONСтрока(Результат)); Сообщить("---");
Сообщить(OPI_Инструменты.JSONСтрока(OPI_OpenAI.УдалитьФайл(URL, Токен, IDКартинки)));`;

/** Results without what differs from call to call. */
function results(text: string): unknown[] {
  return text
    .split('---\n')
    .map((part) => part.replace(/(chatcmpl|file)-[0-9a-f]{24}/g, '$1-ID'))
    .map((part) => part.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.png/g, 'NAME.png'))
    .map((part) => part.replace(/("created(?:_at)?"): ?\d+/g, '$1:0'))
    .map((part) => JSON.parse(part) as unknown);
}

/** The page with one command for each call. */
async function commandLine(): Promise<unknown[]> {
  const found: string[] = [];
  const call = async (...args: string[]) => {
    const line = ['openai', ...args, '--url', models, '--token', '12We'];
    const { status, stdout, stderr } = await oint(line);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    found.push(stdout);
    return JSON.parse(stdout) as { id: string };
  };
  const messages = [
    { role: 'user', content: 'What is 1C:Enterprise?' },
    { role: 'assistant', content: '1C:Enterprise is a full-stack, low-code platform' },
    { role: 'user', content: 'When the first version was released?' },
  ];
  const answer = (msgs: string) => call('GetResponse', '--model', 'oint-guide', '--msgs', msgs);
  await answer(JSON.stringify(messages));
  const name = `${crypto.randomUUID()}.png`;
  const file = ['--name', name, '--data', picture, '--purpose', 'user_data'];
  const { id } = await call('UploadFile', ...file);
  const about = ['--role', 'user', '--file', id, '--prompt', 'What is in this image?'];
  const { stdout: message } = await oint(['openai', 'GetImageMessageStructure', ...about]);
  await answer(message);
  await call('DeleteFile', '--id', id);
  return results(found.join('---\n'));
}

it('gives the same results on the command line, in scripts and in exported modules', async () => {
  const expected = await commandLine();
  expect(expected).toHaveLength(4);
  expect(results(await run(PAGE))).toEqual(expected);
  expect(results(await run(PAGE, 'en'))).toEqual(expected);
  expect(results(await run(PAGE_RU))).toEqual(expected);
  expect(results(await run(PAGE_RU, 'ru'))).toEqual(expected);
}, 60_000);

/** Scripts that print the same with exported modules as with the runner's own. */
const SCRIPTS: Record<string, string> = {
  'an open connection': `
DB = OPI_SQLite.CreateConnection(":memory:");
OPI_SQLite.ExecuteSQLQuery("CREATE TABLE people (name TEXT, born TEXT)", , , DB);
Values = New Array; Values.Add("Анна, 世界 😀 ""и"" <b>"); Values.Add('20240131123000');
Message(OPI_Tools.JSONString(OPI_SQLite.ExecuteSQLQuery("INSERT INTO people VALUES (?, ?)", Values, , DB)));
Found = OPI_SQLite.ExecuteSQLQuery("SELECT *, 9007199254740993 AS big, x'00ff' AS bytes FROM people", , , DB);
Row = Found["data"][0];
Message(Row["name"]); Message(Row["born"]); Message(OPI_Tools.NumberToString(Row["big"]));
Message(TypeOf(Found)); Message(OPI_Tools.JSONString(OPI_SQLite.ExecuteSQLQuery("SELECT nothing", , , DB)));
Message(OPI_SQLite.IsConnector(DB)); Message(OPI_Tools.JSONString(OPI_SQLite.CloseConnection(DB)));`,
  'bytes in both directions': `
Value = New Structure("name, list, none, flag, bytes, on", "Имя", New Array, Undefined, True, GetBinaryDataFromString("байты"), '20240131');
Value.list.Add(0.1 + 0.2); Value.list.Add(New Map); Value.list.Add(-5);
Packed = OPI_MessagePack.SerializeData(Value);
Message(TypeOf(Packed)); Message(Base64String(Packed));
Back = OPI_MessagePack.DeserializeData(Packed);
Message(TypeOf(Back)); Message(Back["name"]); Message(Back["list"][0]); Message(Back["on"]);
Message(TypeOf(Back["bytes"])); Message(GetStringFromBinaryData(Back["bytes"]));`,
  templates: `
Fields = OPI_RSS.GetFeedItemStructureRSS();
Message(TypeOf(Fields)); Message(OPI_Tools.JSONString(Fields));
Message(TypeOf(OPI_OpenAI.GetMessageStructure("user", "Hi"))); Message(TypeOf(OPI_OpenAI.GetUserMessage("Hi")));`,
  'what a service refuses': `${START}
Message(OPI_Tools.JSONString(OPI_OpenAI.DeleteFile(URL, Token, "file-none")));
Message(OPI_Tools.JSONString(OPI_OpenAI.GetModel(URL, "none", Token)));`,
  'values that are not valid': `
Try OPI_OpenAI.GetUserMessage(); Message("?"); Except Message("refused"); EndTry;
Try OPI_OpenAI.GetResponse("http://127.0.0.1:1", "x", "m", "Hi"); Message("?"); Except Message("refused"); EndTry;`,
};

it.each(Object.entries(SCRIPTS))('exported modules do the same for %s', async (_, script) => {
  const expected = await run(script);
  expect(expected).not.toBe('');
  expect(await run(script, 'en')).toBe(expected);
});

/** The modules for 1C:Enterprise as a library, so that our runner can run them. */
async function modulesOf1C(name: string, server: string): Promise<void> {
  const out = join(home, name);
  const args = ['--out', out, '--format', 'modules', '--services', 'openai,msgpack'];
  await oint(['1c', 'export', ...args, '--server', server]);
  const names = ['OPI_Server', 'OPI_OpenAI', 'OPI_MessagePack'];
  const modules = names.map((module) => `<module name="${module}" file="${module}.bsl"/>`);
  await writeFile(join(out, 'lib.config'), `<package-def>${modules.join('')}</package-def>`);
}

it('has modules for 1C:Enterprise that differ only in their settings and connections', async () => {
  await modulesOf1C('plain', `${methods}/`);
  const script = SCRIPTS['bytes in both directions']!;
  expect(await run(script, 'plain')).toBe(await run(script));
});

it('sends and receives large values, and says what is too large', async () => {
  const script = `Text = "0123456789абвгд"; For N = 1 To 18 Do Text = Text + Text; EndDo;
Packed = OPI_MessagePack.SerializeData(Text);
Message(Packed.Size() > 5000000); Message(OPI_MessagePack.DeserializeData(Packed) = Text);
For N = 1 To 3 Do Text = Text + Text; EndDo;
Try OPI_MessagePack.SerializeData(Text);
Except Message(BriefErrorDescription(ErrorInfo())); EndTry;`;
  expect(await run(script, 'en')).toBe('Yes\nYes\nthe body is larger than 32 MiB\n');
}, 60_000);

const CALL = `Try Message(OPI_OpenAI.GetUserMessage("Hi")["content"]);
Except Message(BriefErrorDescription(ErrorInfo())); EndTry;`;

describe('the server', () => {
  it('may need a token, which is not in the modules', async () => {
    const url = await serve(['server', 'http', '--token', 'env:KEY'], { KEY: 'the-key' });
    await library('closed', url, ['--services', 'openai']);
    const refusal = 'the token is missing or wrong\n';
    expect(await run(CALL, 'closed')).toBe(refusal);
    expect(await run(CALL, 'closed', { OINT_SERVER_TOKEN: 'other' })).toBe(refusal);
    expect(await run(CALL, 'closed', { OINT_SERVER_TOKEN: 'the-key' })).toBe('Hi\n');
    // Another address, without a new export.
    expect(await run(CALL, 'closed', { OINT_SERVER: `${methods}/` })).toBe('Hi\n');
  });

  const why = whyNoOpenssl();

  it.skipIf(why)(
    `may use TLS, with a trusted certificate${why ? ` (skipped: ${why})` : ''}`,
    async () => {
      const trusted = await authority();
      const { key, cert } = await trusted.sign('proxy', 'IP:127.0.0.1');
      const proxy = createTlsServer({ key, cert }, (message, response) => {
        const { method, headers } = message;
        const inner = request(`${methods}${message.url}`, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(response);
        });
        message.pipe(inner);
      });
      proxy.listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      onTestFinished(() => void proxy.close());
      const url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      await library('tls', url, ['--services', 'openai']);
      await modulesOf1C('tls-1c', url);
      for (const one of ['tls', 'tls-1c']) {
        expect(await run(CALL, one)).toContain('certificate');
        expect(await run(CALL, one, { NODE_EXTRA_CA_CERTS: trusted.certPath })).toBe('Hi\n');
      }
    },
  );

  it('may be down', async () => {
    await library('down', 'http://127.0.0.1:1', ['--services', 'openai']);
    const shown = await run(CALL, 'down');
    expect(shown).not.toBe('');
    expect(shown).not.toContain('Hi');
  });

  it('keeps secrets that scripts only name', async () => {
    const service = await OpenAiServer.start();
    const config = join(home, 'with-secret.json');
    await writeFile(config, JSON.stringify({ vars: { Key: 'sk-very-secret' } }), { mode: 0o600 });
    const url = await serve(['server', 'http', '--hosts', '127.0.0.1'], { OINT_CONFIG: config });
    await library('secret', url, ['--services', 'openai']);
    const script = `Result = OPI_OpenAI.GetResponse("${service.url}", "@@Key", "m", "Hi");
Message(Result["choices"][0]["message"]["content"]);`;
    expect(await run(script, 'secret')).toBe('Hello!\n');
    expect(service.requests[0]!.headers.authorization).toBe('Bearer sk-very-secret');
  });
});
