import { describe, expect, it } from 'vitest';
import { readManifests, readRussianNames } from '../manifest.js';
import { MethodSearch } from './find.js';
import { inEnglish } from './russian-words.js';

const search = await MethodSearch.over(readManifests());

/** The names of the best methods for a question, as `service.Method`. */
function best(question: string, most = 3): string[] {
  const { found } = search.find(question);
  return found.slice(0, most).map(({ service, method }) => `${service.name}.${method.name}`);
}

describe('a search in plain words', () => {
  it.each([
    ['telegram.SendDocument', 'send a file in Telegram', 'как отправить файл в telegram'],
    ['slack.SendMessage', 'send a message', 'отправить сообщение'],
    ['openai.CreateTranscription', 'transcribe', 'расшифровать аудио'],
    ['s3.GetObjectDownloadLink', 'presigned link', 'временная ссылка на скачивание'],
    [/\.Sync$/, 'mirror a folder', 'синхронизировать папку'],
    ['gcalendar.CreateEvent', 'create a calendar event', 'создать встречу в календаре'],
    ['cdek.GetOrder', 'track a parcel', 'отследить посылку'],
    ['vk.ShortenLink', 'short link', 'сократить ссылку'],
    ['sqlite.DeleteRecords', 'delete rows', 'удалить записи'],
    [/\.ExecuteCommand$/, 'run a command on a server', 'выполнить команду по ssh'],
    ['gsheets.SetCellValues', 'write cell values', 'записать значения ячеек'],
    [/\.ExecuteSQLQuery$/, 'query a database', 'запрос к базе данных'],
    ['ozon.GetWarehousesList', 'list warehouses', 'список складов'],
  ])('finds %s for "%s" and "%s"', (method, english, russian) => {
    const isWanted = expect.stringMatching(method);
    expect(best(english)).toContainEqual(isWanted);
    expect(best(russian)).toContainEqual(isWanted);
  });

  it.each([
    ['send file', 'SendFile'],
    ['отправить файл', 'SendFile'],
    ['upload a file', 'UploadFile'],
    ['загрузить файл', 'UploadFile'],
    ['скачать файл', 'DownloadFile'],
  ])('finds the method of several services for "%s"', (question, method) => {
    expect(best(question, 3).filter((name) => name.endsWith(`.${method}`)).length).toBeGreaterThan(
      1,
    );
  });

  it('asks only the services that the question names', () => {
    const { found, among } = search.find('удалить файл из яндекс диска yadisk');
    expect(among.map(({ name }) => name)).toContain('yadisk');
    expect(new Set(found.map(({ service }) => service))).toEqual(
      new Set(among.filter((service) => found.some((one) => one.service === service))),
    );
  });

  it('finds nothing for words that no service knows', () => {
    expect(search.find('погода').found).toEqual([]);
    expect(search.find('').found).toEqual([]);
  });
});

describe('inEnglish', () => {
  it('knows every word of the Russian names of methods', () => {
    const names = Object.values(readRussianNames()).flatMap((methods) => Object.values(methods));
    const words = names.flatMap((name) => name.match(/\p{Lu}?\p{Ll}+/gu) ?? []);
    const unknown = words.filter((word) => /\p{Script=Cyrillic}{3}/u.test(inEnglish(word)));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('knows the forms of a word, and prefers the longest beginning', () => {
    expect(inEnglish('Файлы файлов ФАЙЛ')).toBe('file file file');
    expect(inEnglish('код кодировка')).toBe('code encoding');
    expect(inEnglish('объём')).toBe('объём');
  });
});
