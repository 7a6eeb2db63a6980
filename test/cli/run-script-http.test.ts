import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createProxy } from 'proxy';
import { expect, it } from 'vitest';
import { authority, whyNoOpenssl } from '../support/certificates.js';
import { home, oint } from '../support/oint.js';
import { type Handler, json, listen, refusedPort, start, startRaw } from '../support/server.js';

async function run(script: string, args: readonly string[]) {
  const path = join(home, 'http.os');
  await writeFile(path, script);
  return oint(['run', path, ...args]);
}

/** What a script prints that must not fail. */
async function printed(script: string, ...args: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await run(script, args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

const echo: Handler = ({ method, path, headers, body }, response) => {
  const seen = { 'X-Method': method, 'X-Path': path, 'X-Type': headers['content-type'] ?? 'none' };
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', ...seen });
  response.end(body);
};

it('sends each method, with headers and a body, by Russian names', async () => {
  const { url, requests } = await start(echo);
  const script = `
    Соединение = Новый HTTPСоединение(АргументыКоманднойСтроки[0], , "вася", "секрет:1");
    Заголовки = Новый Соответствие;
    Заголовки.Вставить("Content-Type", "application/json");
    Заголовки.Вставить("X-Own", "1");
    Запрос = Новый HTTPЗапрос("/путь?a=1", Заголовки);
    Запрос.УстановитьТелоИзСтроки("{""текст"": 1}", КодировкаТекста.UTF8, ИспользованиеByteOrderMark.НеИспользовать);
    Ответы = Новый Массив;
    Ответы.Добавить(Соединение.Получить(Запрос));
    Ответы.Добавить(Соединение.ОтправитьДляОбработки(Запрос));
    Ответы.Добавить(Соединение.Записать(Запрос));
    Ответы.Добавить(Соединение.Изменить(Запрос));
    Ответы.Добавить(Соединение.Удалить(Запрос));
    Ответы.Добавить(Соединение.ВызватьHTTPМетод("options", Запрос));
    Для Каждого Ответ Из Ответы Цикл
      Сообщить("" + Ответ.КодСостояния + Ответ.Заголовки["X-Method"] + Ответ.ПолучитьТелоКакСтроку());
    КонецЦикла;
    Ответ = Соединение.ПолучитьЗаголовки(Запрос);
    Сообщить(Ответ.Заголовки.Получить("X-Method") + Ответ.ПолучитьТелоКакСтроку());`;
  const body = '{"текст": 1}';
  expect(await printed(script, url)).toEqual([
    ...['200GET', `200POST${body}`, `200PUT${body}`, `200PATCH${body}`],
    ...[`200DELETE${body}`, `200OPTIONS${body}`, 'HEAD'],
  ]);
  const login = Buffer.from('вася:секрет:1').toString('base64');
  for (const { path, headers } of requests) {
    expect(path).toBe(`${encodeURI('/путь')}?a=1`);
    expect(headers).toMatchObject({
      authorization: `Basic ${login}`,
      'content-type': 'application/json',
      'x-own': '1',
    });
  }
});

it('sends a request as a chain of calls, and shows it as an object of the platform', async () => {
  const { url, requests } = await start(echo);
  const script = `
    URL = CommandLineArguments[0];
    Request = OPI_HTTPRequests.NewRequest().Initialize(URL + "/a b").SetURLParams(New Structure("c", "d&e"));
    Unsent = Request.ProcessRequest("GET", False);
    Message(Unsent = Request);
    Message(Unsent.ReturnRequest().ResourceAddress);
    Message(TypeOf(Unsent.ReturnConnection()) = Type("HTTPConnection"));
    Message(OPI_ЗапросыHTTP.НовыйЗапрос().Инициализировать(URL)
        .УстановитьСтроковоеТело("текст")
        .ОбработатьЗапрос("POST")
        .ВернутьОтветКакСтроку());
    Message(Request.ExecuteRequest().ReturnResponse().StatusCode);
    Broken = OPI_HTTPRequests.NewRequest().Initialize(URL).InsertBodyField("a", 1).AddHeader("x", "y");
    Message(StrFind(Broken.GetLog(True), "InitializeJsonBody") > 0);
    Try Broken.ProcessRequest("POST"); Except Message(StrFind(ErrorDescription(), "InitializeJsonBody") > 0); EndTry;
    Message(OPI_HTTPRequests.NewRequest().Initialize(URL + "/b").ReturnRequest(True).ResourceAddress);
    Сообщить(OPI_Инструменты.JSONСтрокой(15));
    Message(OPI_AddIns.GetProxySettings("127.0.0.1", 1080, "socks5").proxy_type);
    Message(OPI_Tools.DateRFC3339(Date(2026, 1, 31, 18, 30, 0), "+05:00"));`;
  expect(await printed(script, url)).toEqual([
    'Yes',
    '/a%20b?c=d%26e',
    'Yes',
    'текст',
    '200',
    'Yes',
    'Yes',
    '/b',
    '15',
    'socks5',
    '2026-01-31T18:30:00+05:00',
  ]);
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /',
    'GET /a%20b?c=d%26e',
  ]);
});

it('sends bytes, streams and files, and reads responses as bytes, streams and files', async () => {
  const { url } = await start(echo);
  await writeFile(join(home, 'body.bin'), Buffer.from([0, 255, 10, 13]));
  const script = `
    URL = CommandLineArguments[0]; Folder = CommandLineArguments[1];
    C = New HTTPConnection(URL); R = New HTTPRequest("echo");
    R.SetBodyFromBinaryData(GetBinaryDataFromHexString("00FF80"));
    A = C.Post(R); Message(A.GetBodyAsBinaryData());
    Message(A.Headers["X-Path"]);
    R.SetBodyFileName(Folder + "/body.bin");
    A = C.CallHTTPMethod("POST", R, Folder + "/out.bin");
    Message(A.GetBodyFileName() = Folder + "/out.bin"); Message(A.GetBodyAsBinaryData());
    R = New HTTPRequest("/"); R.SetBodyFromString("ab");
    S = R.GetBodyAsStream(); S.Seek(0, PositionInStream.End);
    W = New DataWriter(S); W.WriteChars("cd"); W.Close();
    A = C.Put(R); Message(TypeOf(A.GetBodyAsStream())); Message(A.GetBodyAsStream().Size()); Message(A.GetBodyAsString());`;
  expect(await printed(script, url, home)).toEqual([
    ...['00 FF 80', '/echo', 'Yes', '00 FF 0A 0D', 'Stream', '4', 'abcd'],
  ]);
  expect([...(await readFile(join(home, 'out.bin')))]).toEqual([0, 255, 10, 13]);
});

it('decodes text by its charset, and decompresses', async () => {
  const { url } = await start(({ path }, response) => {
    if (path === '/1251') {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset="windows-1251"' });
      return void response.end(Buffer.from([0xc4, 0xe0]));
    }
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Set-Cookie': ['a=1', 'b=2'] });
    response.end(gzipSync('много '.repeat(3)));
  });
  const script = `
    C = New HTTPConnection(CommandLineArguments[0]);
    Message(C.Get(New HTTPRequest("/1251")).GetBodyAsString());
    A = C.Get(New HTTPRequest("/gzip")); Message(A.GetBodyAsString());
    Message(String(A.Headers["Content-Encoding"]) + A.Headers["Content-Length"] + A.Headers["Set-Cookie"]);`;
  expect(await printed(script, url)).toEqual(['Да', 'много много много ', '33a=1, b=2']);
});

it('returns any status, and follows redirects only when told to', async () => {
  const { url, requests } = await start(({ path }, response) => {
    if (path === '/old') response.writeHead(302, { Location: '/new' }).end('moved');
    else json(response, { no: path }, 500);
  });
  const script = `
    C = New HTTPConnection(CommandLineArguments[0]); R = New HTTPRequest("/old");
    A = C.Get(R); Message("" + A.StatusCode + A.Headers["Location"] + A.GetBodyAsString());
    C.AllowAutoRedirect = True;
    A = C.Get(R); Message("" + A.StatusCode + A.GetBodyAsString());`;
  expect(await printed(script, url)).toEqual(['302/newmoved', '500{"no":"/new"}']);
  expect(requests.map(({ path }) => path)).toEqual(['/old', '/old', '/new']);
});

it('raises what got no response, so that Try catches it, and shows no password', async () => {
  const silent = await startRaw(() => {});
  const script = `
    Пароль = "пароль" + "-123";
    Для Каждого Адрес Из АргументыКоманднойСтроки Цикл
      Попытка
        Соединение = Новый HTTPСоединение(Адрес, , "u", Пароль, , 1);
        Соединение.Получить(Новый HTTPЗапрос("/"));
      Исключение
        Сообщить(ОписаниеОшибки());
      КонецПопытки;
    КонецЦикла;
    Соединение = Новый HTTPСоединение(АргументыКоманднойСтроки[0], , "u", Пароль);
    Соединение.Получить(Новый HTTPЗапрос("/"), "/нет/такой/папки");`;
  const { status, stdout, stderr } = await run(script, [
    `http://127.0.0.1:${await refusedPort()}`,
    silent.url,
    'ftp://a',
  ]);
  expect(status).toBe(1);
  expect(stdout).toContain('refused');
  expect(stdout).toContain('timed out after 1 s');
  expect(stdout).toContain('Неверное значение аргумента номер 1');
  expect(stderr).toMatch(/http\.os:12:16: .*\n {4}Соединение\.Получить\(.*\n {15}\^\n$/);
  expect(stdout + stderr).not.toContain('пароль-123');
});

it('sends through a proxy with a password, unless the address is excluded', async () => {
  const server = await start(echo);
  const seen: string[] = [];
  const proxy = createProxy();
  proxy.on('request', ({ url }) => seen.push(url!));
  const login = Buffer.from('user:pa ss').toString('base64');
  proxy.authenticate = (request) => request.headers['proxy-authorization'] === `Basic ${login}`;
  const { port } = await listen(proxy);
  const script = `
    P = New InternetProxy; P.Set("http", "127.0.0.1", Number(CommandLineArguments[1]), "user", "pa ss", False);
    C = New HTTPConnection(CommandLineArguments[0], , , , P);
    Message(C.Get(New HTTPRequest("/by-proxy")).StatusCode);
    P.BypassProxyOnAddresses.Add("127.0.0.1");
    Message(C.Get(New HTTPRequest("/direct")).StatusCode);
    Message(P.User("http") + P.Password("http") + P.Server("http"));`;
  expect(await printed(script, server.url, String(port))).toEqual([
    ...['200', '200', 'userpa ss127.0.0.1'],
  ]);
  expect(seen).toEqual([`${server.url}/by-proxy`]);
});

const missing = whyNoOpenssl();
it.skipIf(missing)(`checks the server's certificate${missing ? ` (${missing})` : ''}`, async () => {
  const trusted = await authority();
  const { port } = await start(echo, await trusted.sign('server', 'IP:127.0.0.1'));
  const script = `
    Port = Number(CommandLineArguments[0]); R = New HTTPRequest("/");
    Own = New FileCertificationAuthorityCertificates(CommandLineArguments[1]);
    C = New HTTPConnection("127.0.0.1", Port, , , , , New OpenSSLSecureConnection(, Own));
    Message(C.Get(R).StatusCode);
    C = New HTTPConnection("127.0.0.1", Port, , , , , New OpenSSLSecureConnection());
    Try C.Get(R); Except Message(StrFind(ErrorInfo().Description, "not trusted") > 0); EndTry;`;
  expect(await printed(script, String(port), trusted.certPath)).toEqual(['200', 'Yes']);
});
