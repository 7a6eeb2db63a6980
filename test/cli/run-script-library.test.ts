import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { home, oint } from '../support/oint.js';
import { OpenAiServer } from '../support/openai-server.js';

/** Saves a script and runs it. */
async function run(script: string, args: readonly string[] = [], options: readonly string[] = []) {
  const path = join(home, 'script.os');
  await writeFile(path, script);
  return oint(['run', ...options, path, ...args]);
}

const ENGLISH = `
Function Upload(URL, Bytes) Export
  Return OPI_OpenAI.UploadFile(URL, "secret", "a.txt", Bytes, "user_data");
EndFunction
Bytes = GetBinaryDataBufferFromString("bytes"); Bytes[0] = CharCode("B");
Params = New Array; Params.Add(CommandLineArguments[0]); Params.Add(Bytes);
Job = BackgroundJobs.Execute(ThisObject, "Upload", Params);
BackgroundJobs.WaitForCompletionOfTasks();
Message(StrLikeByRegularExpression(Job.Result["id"], "file-\\w+"));`;

const RUSSIAN = `
Функция Загрузить(URL, Байты) Экспорт
  Возврат OPI_OpenAI.ЗагрузитьФайл(URL, "secret", "a.txt", Байты, "user_data");
КонецФункции
Байты = ПолучитьБуферДвоичныхДанныхИзСтроки("bytes"); Байты[0] = КодСимвола("B");
Параметры = Новый Массив; Параметры.Добавить(АргументыКоманднойСтроки[0]); Параметры.Добавить(Байты);
Задание = ФоновыеЗадания.Выполнить(ЭтотОбъект, "Загрузить", Параметры);
ФоновыеЗадания.ОжидатьЗавершенияЗадач();
Сообщить(СтрПодобнаПоРегулярномуВыражению(Задание.Результат["id"], "file-\\w+"));`;

it.each([
  ['English', ENGLISH, 'Yes'],
  ['Russian', RUSSIAN, 'Да'],
])('passes a buffer to a service in a background job, in %s', async (_, script, yes) => {
  const server = await OpenAiServer.start();
  expect(await run(script, [server.url])).toMatchObject({
    status: 0,
    stdout: `${yes}\n`,
    stderr: '',
  });
  expect(server.requests[0]?.body.toString()).toContain('\r\n\r\nBytes\r\n');
});

it('reads lines of standard input into a variable', async () => {
  const path = join(home, 'script.os');
  await writeFile(path, 'Var Line; While InputString(Line) Do Message(Line + "!"); EndDo;');
  expect(await oint(['run', path], { stdin: 'one\ntwo\n' })).toMatchObject({
    status: 0,
    stdout: 'one!\ntwo!\n',
    stderr: '',
  });
});

it('passes integers with all their digits to a service', async () => {
  const server = await OpenAiServer.start();
  const script = `
    Messages = New Array; Messages.Add(OPI_OpenAI.GetMessageStructure("user", "Hello?"));
    Options = New Structure("seed, ids", 12345678901234567890, New Array); Options.ids.Add(-9007199254740993);
    OPI_OpenAI.GetResponse(CommandLineArguments[0], "t", "small", Messages, Options);
    Connection = OPI_SQLite.CreateConnection(":memory:"); Values = New Array; Values.Add(9007199254740993);
    Answer = OPI_SQLite.ExecuteSQLQuery("SELECT ? + 1 AS sum, typeof(?1) AS kind", Values, , Connection);
    Message(Format(Answer["data"][0]["sum"], "NG=0") + Answer["data"][0]["kind"]);`;
  expect(await run(script, [server.url])).toMatchObject({
    status: 0,
    stdout: '9007199254740994integer\n',
    stderr: '',
  });
  const body = server.requests[0]?.body.toString();
  expect(body).toContain('"seed":12345678901234567890');
  expect(body).toContain('"ids":[-9007199254740993]');
});

it('ends a search with a hostile regular expression at the deadline of the script', async () => {
  const text = 'a'.repeat(50);
  const script = `Try StrLikeByRegularExpression("${text}", "(a+)+b"); Except Message("caught"); EndTry;`;
  const { status, stdout, stderr } = await run(script, [], ['--timeout', '0.5']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('script.os did not end within 0.5 s');
});
