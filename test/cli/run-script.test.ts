import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { home, oint, startOint } from '../support/oint.js';
import { bytes, OpenAiServer } from '../support/openai-server.js';

/** Saves a script and runs it. */
async function run(script: string, args: readonly string[] = [], options: readonly string[] = []) {
  const path = join(home, 'script.os');
  await writeFile(path, script);
  return oint(['run', ...options, path, ...args]);
}

const ENGLISH = `
URL = CommandLineArguments[0]; Token = "secret";
Messages = New Array;
Messages.Add(OPI_OpenAI.GetMessageStructure("system", "Be brief"));
Messages.Add(OPI_OpenAI.GetMessageStructure("user", "Hello?"));
Options = New Structure("temperature", 0.1 + 0.2);
Result = OPI_OpenAI.GetResponse(URL, Token, "small", Messages, Options);
Message(Result["choices"][0]["message"]["content"]);
File = GetBinaryDataFromString("bytes");
Upload = OPI_OpenAI.UploadFile(URL, Token, StrTemplate("%1.png", String(New UUID())), File, "user_data");
Question = New Array;
Question.Add(OPI_OpenAI.GetImageMessageStructure("user", Upload["id"], "What is it?"));
Result = OPI_OpenAI.GetResponse(URL, Token, "small", Question);
Message(TypeOf(Result) = Type("Map"));
Message(OPI_OpenAI.DeleteFile(URL, Token, Upload["id"])["deleted"]);`;

const RUSSIAN = `
URL = АргументыКоманднойСтроки[0]; Токен = "secret";
Сообщения = Новый Массив;
Сообщения.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщения("system", "Be brief"));
Сообщения.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщения("user", "Hello?"));
Параметры = Новый Структура("temperature", 0.1 + 0.2);
Ответ = OPI_OpenAI.ПолучитьОтвет(URL, Токен, "small", Сообщения, Параметры);
Сообщить(Ответ["choices"][0]["message"]["content"]);
Файл = ПолучитьДвоичныеДанныеИзСтроки("bytes");
Загрузка = OPI_OpenAI.ЗагрузитьФайл(URL, Токен, СтрШаблон("%1.png", Строка(Новый УникальныйИдентификатор())), Файл, "user_data");
Вопрос = Новый Массив;
Вопрос.Добавить(OPI_OpenAI.ПолучитьСтруктуруСообщенияКартинки("user", Загрузка["id"], "What is it?"));
Ответ = OPI_OpenAI.ПолучитьОтвет(URL, Токен, "small", Вопрос);
Сообщить(ТипЗнч(Ответ) = Тип("Соответствие"));
Сообщить(OPI_OpenAI.УдалитьФайл(URL, Токен, Загрузка["id"])["deleted"]);`;

it.each([
  ['English', ENGLISH, 'Yes'],
  ['Russian', RUSSIAN, 'Да'],
])('calls a service by its names in %s', async (_, script, yes) => {
  const server = await OpenAiServer.start();
  const { status, stdout, stderr } = await run(script, [server.url]);
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: `Hello!\n${yes}\n${yes}\n`,
    stderr: '',
  });
  const [chat] = server.requests;
  expect(chat?.json()).toMatchObject({
    model: 'small',
    temperature: 0.3,
    messages: [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'Hello?' },
    ],
  });
  expect(server.requests.every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(
    true,
  );
});

it('runs against the embedded server', async () => {
  const running = startOint(['local', 'serve', '--port', '0', '--memory']);
  onTestFinished(async () => {
    running.signal('SIGTERM');
    await running.ended;
  });
  await running.untilError('oint: try:');
  const [url] = /http:\/\/[\d.]+:\d+/.exec(running.written.stderr)!;
  const script = ENGLISH.replaceAll('"small"', '"oint-guide"').replace(
    'Messages.Add(OPI_OpenAI.GetMessageStructure("system", "Be brief"));',
    '',
  );
  const { status, stdout, stderr } = await run(script, [url!]);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.trimEnd().split('\n').slice(-2)).toEqual(['Yes', 'Yes']);
});

it('returns what a service refused as a value, and raises what got no answer', async () => {
  const server = await OpenAiServer.start();
  server.on('GET /models', (_, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"no such key","id":12345678901234567890}}');
  });
  const script = `
    Refused = OPI_OpenAI.GetModelList(CommandLineArguments[0], "t");
    Message(Refused["error"]["message"] + (Refused["error"]["id"] - 1));
    Try OPI_OpenAI.GetModelList("http://127.0.0.1:1", "t"); Except Message(StrFind(ErrorInfo().Description, "refused") > 0); EndTry;
    OPI_OpenAI.Foo();`;
  const { status, stdout, stderr } = await run(script, [server.url]);
  expect(stdout).toBe(
    `no such key${'12 345 678 901 234 567 889'.replaceAll(' ', '\u00a0')}\nYes\n`,
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /script\.os:5:16: The object has no method "Foo"\n {4}OPI_OpenAI\.Foo\(\);\n {15}\^\n$/,
  );
});

it('keeps a connection open between calls', async () => {
  const script = `
    C = OPI_SQLite.CreateConnection(CommandLineArguments[0]);
    OPI_SQLite.ExecuteSQLQuery("CREATE TABLE t (a INTEGER)", , , C);
    OPI_SQLite.ExecuteSQLQuery("INSERT INTO t VALUES (7)", , , C);
    Message(OPI_SQLite.ExecuteSQLQuery("SELECT a FROM t", , , C)["data"][0]["a"]);
    Message(OPI_SQLite.CloseConnection(C)["result"]);`;
  const { stdout, stderr } = await run(script, [join(home, 'run.db')]);
  expect([stdout, stderr]).toEqual(['7\nYes\n', '']);
});

it('reads the file that a text names, where it cannot be the content itself', async () => {
  const xml =
    '<rss version="2.0"><channel><title>News</title><link>https://a.example</link></channel></rss>';
  await writeFile(join(home, 'feed.xml'), `\ufeff\n${xml}`);
  await writeFile(join(home, 'picture.png'), Buffer.from([0, 1, 255]));
  await writeFile(join(home, 'table.sql'), 'CREATE TABLE files (data BLOB)');
  await writeFile(join(home, 'rows.json'), '[{"data":{"blob":"AAH/"}}]');
  const script = `
    Folder = CommandLineArguments[0]; Base = Folder + "/files.db";
    Message(OPI_RSS.ParseFeedRSS(Folder + "/feed.xml")["title"]);
    Message(OPI_SQLite.ExecuteSQLQuery(Folder + "/table.sql", , , Base)["result"]);
    Row = New Structure("data", New Structure("blob", Folder + "/picture.png"));
    Message(OPI_SQLite.AddRecords("files", Row, , Base)["result"]);
    Message(OPI_SQLite.AddRecords("files", Folder + "/rows.json", , Base)["result"]);
    For Each Found In OPI_SQLite.GetRecords("files", , , , , Base)["data"] Do Message(Found["data"]["blob"]); EndDo;
    Try OPI_RSS.ParseFeedRSS("none.xml"); Except Message(StrFind(ErrorDescription(), "no such file") > 0); EndTry;`;
  const { stdout, stderr } = await run(script, [home]);
  expect([stdout, stderr]).toEqual(['News\nYes\nYes\nYes\nAAH/\nAAH/\nYes\n', '']);
});

it('returns every failure of a database or a server of a protocol as a value', async () => {
  const script = `
    Base = CommandLineArguments[0] + "/failures.db";
    OPI_SQLite.ExecuteSQLQuery("CREATE TABLE t (a INTEGER)", , , Base);
    Filter = New Structure("field,type,value", "a", "no such type", 1);
    Results = New Array;
    Results.Add(OPI_SQLite.GetRecords("t", , Filter, , , Base));
    Results.Add(OPI_SQLite.GetRecords("t", , "not a filter", , , Base));
    Results.Add(OPI_SQLite.ExecuteSQLQuery());
    Results.Add(OPI_TCP.CreateConnection("127.0.0.1:1"));
    Results.Add(OPI_PostgreSQL.CreateConnection("postgresql://a:b@127.0.0.1:1/c"));
    For Each Result In Results Do Message(Result["result"]); Message(StrLen(Result["error"]) > 20); EndDo;
    Message(OPI_TCP.IsClientObject(Results[3]));`;
  const { stdout, stderr } = await run(script, [home]);
  expect([stdout, stderr]).toEqual([`${'No\nYes\n'.repeat(5)}No\n`, '']);
});

it('gives Undefined to a method as no argument, or as null where any value is one', async () => {
  const script = `
    Values = New Map; Values.Insert("a", Undefined); Values.Insert("b", Null);
    Message(GetHexStringFromBinaryData(OPI_MessagePack.SerializeData(Undefined)));
    Message(GetHexStringFromBinaryData(OPI_MessagePack.SerializeData(Values)));
    Try OPI_Neocities.GetSiteData(Undefined); Except Message(StrFind(ErrorDescription(), "missing") > 0); EndTry;`;
  const { stdout, stderr } = await run(script);
  expect([stdout, stderr]).toEqual(['C0\n82A161C0A162C0\nYes\n', '']);
});

it('only checks with --check', async () => {
  const wrong = await run('Message("ran");\nA = ;', [], ['--check']);
  expect(wrong).toMatchObject({ status: 2, stdout: '' });
  expect(wrong.stderr).toMatch(/script\.os:2:5: Unexpected ";"\nA = ;\n {4}\^\n$/);
  expect(await run('Message("ran");', [], ['--check'])).toMatchObject({
    status: 0,
    stdout: '',
    stderr: '',
  });
});

it('reads a script from standard input, passes arguments and returns its status', async () => {
  const script = 'Message(CommandLineArguments[0]); Exit(3); Message("never");';
  const { status, stdout } = await oint(['run', '-', '--check'], { stdin: script });
  expect([status, stdout]).toEqual([3, '--check\n']);
});

it('ends a script at its deadline', async () => {
  const { status, stderr } = await run('While True Do EndDo;', [], ['--timeout', '0.5']);
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /script\.os did not end within 0\.5 s\n {2}Use --timeout to allow more time\./,
  );
});

it('ends a script that needs too much memory', async () => {
  const script =
    'A = New Array; While True Do A.Add(New Structure("a, b", A.Count(), "x")); EndDo;';
  const { status, stderr } = await run(script, [], ['--memory', '64']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/script\.os needs more memory than its limit of 64 MiB/);
});

it('ends a script with Ctrl-C, also while it waits', async () => {
  for (const wait of ['While True Do EndDo;', 'Sleep(600000);']) {
    const path = join(home, 'script.os');
    await writeFile(path, `Message("started"); ${wait}`);
    const running = startOint(['run', path]);
    await running.until('started');
    running.signal('SIGINT');
    expect((await running.ended).status).toBe(130);
  }
});

it.each([
  [['run'], 'expected a script'],
  [['run', 'missing.os'], 'no such file: missing.os'],
  [['run', '--foo', 'a.os'], "unknown option '--foo'"],
  [['run', '--timeout', 'soon', 'a.os'], '--timeout must be seconds'],
  [['run', '--memory', '0', 'a.os'], '--memory must be MiB'],
])('refuses %j', async (args, message) => {
  const { status, stderr } = await oint(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});

it('gets the bytes of an address, and names the one that it could not get', async () => {
  const server = await OpenAiServer.start();
  server.on('GET /data', (_, response) =>
    bytes(response, Buffer.from('{"a":1}'), 'application/json'),
  );
  const script = `
Data = CommandLineArguments[0] + "/data"; OPI_TypeConversion.GetBinaryData(Data);
Message(GetStringFromBinaryData(Data));
Missing = CommandLineArguments[0] + "/nothing";
Try
  OPI_TypeConversion.GetBinaryData(Missing);
Except
  Message(StrFind(ErrorDescription(), "/nothing") > 0);
EndTry;`;
  const { status, stdout, stderr } = await run(script, [server.url]);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{"a":1}\nYes\n', stderr: '' });
});
