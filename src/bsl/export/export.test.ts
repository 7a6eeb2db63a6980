import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readIndex } from '../../catalogue/manifest.js';
import { parseModule } from '../syntax/parser.js';
import { Source } from '../syntax/source.js';
import { type Export, exportedFiles, FORMATS, settingsIn, settingsPath } from './export.js';

const all = readIndex().services.map(({ name }) => name);

function wanted(given: Partial<Export> = {}): Export {
  const usual = { language: 'en', prefix: 'OPI_', format: 'files' } as const;
  return { ...usual, services: all, server: 'http://127.0.0.1:8088', ...given };
}

function textsOf(files: ReturnType<typeof exportedFiles>): [string, string][] {
  return [...files].flatMap(([path, content]) =>
    typeof content === 'string' ? [[path, content]] : [],
  );
}

describe.each(FORMATS)('an export as %s', (format) => {
  it.each(['en', 'ru'] as const)('has modules that can be parsed, in %s', (language) => {
    const texts = textsOf(exportedFiles(wanted({ format, language })));
    const modules = texts.filter(([path]) => /\.(bsl|os)$/.test(path));
    expect(modules.length).toBe(all.length + 1);
    for (const [path, text] of modules) {
      parseModule(new Source(text, path));
      const functions = [...text.matchAll(/^(?:Function|Функция) ([\p{L}\p{N}_]+)\(/gmu)];
      const names = functions.map(([, name]) => name!.toLowerCase());
      expect(names.length, path).toBeGreaterThan(0);
      expect(new Set(names).size, path).toBe(names.length);
    }
  });

  it('is the same text each time', () => {
    const [first, second] = [1, 2].map(() => exportedFiles(wanted({ format })));
    expect(second).toEqual(first);
  });

  it('keeps the settings of an older one', () => {
    const some = wanted({ format, services: ['rss'] });
    const path = settingsPath(some);
    const old = exportedFiles(some).get(path) as string;
    const changed = old.replace('Return 600;', '#Region Mine\r\n\tReturn 5; // $& \r\n#EndRegion');
    const kept = exportedFiles(some, settingsIn(changed)).get(path) as string;
    expect(kept.replaceAll('\r\n', '\n')).toBe(changed.replaceAll('\r\n', '\n'));
  });
});

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

describe.each(['files', 'edt'] as const)('a configuration as %s', (format) => {
  it.each(['en', 'ru'] as const)('is well-formed XML, in %s', (language) => {
    const texts = textsOf(exportedFiles(wanted({ format, language })));
    const documents = texts.filter(([path]) => /\.(xml|mdo|project)$/.test(path));
    expect(documents.length).toBeGreaterThan(all.length);
    for (const [path, text] of documents) {
      expect(XMLValidator.validate(text.replace(/^\uFEFF/, '')), path).toBe(true);
    }
  });

  it('names each module that it has', () => {
    const files = exportedFiles(wanted({ format, prefix: 'Мой_' }));
    const [root, ...rest] = [...files.keys()].filter((path) => /Configuration\.\w+$/.test(path));
    expect(rest).toEqual([]);
    const document = new XMLParser().parse((files.get(root!) as string).replace(/^\uFEFF/, ''));
    const named: string[] =
      format === 'edt'
        ? document['mdclass:Configuration'].commonModules.map((name: string) =>
            name.replace('CommonModule.', ''),
          )
        : document.MetaDataObject.Configuration.ChildObjects.CommonModule;
    const found = [...files.keys()].flatMap((path) =>
      path.endsWith('.bsl') ? /CommonModules\/([^/]+)/.exec(path)![1]! : [],
    );
    expect(named.toSorted()).toEqual(found.toSorted());
    expect(named).toContain('Мой_Server');
  });

  it('has IDs that are unique, and do not depend on what else is exported', () => {
    const idsOf = (services: readonly string[]) =>
      new Map(
        textsOf(exportedFiles(wanted({ format, services }))).map(([path, text]) => [
          path,
          /uuid="([^"]+)"/.exec(text)?.[1],
        ]),
      );
    const whole = idsOf(all);
    const ids = [...whole.values()].filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id.match(ID)).toEqual([id]);
    for (const [path, id] of idsOf(['openai', 'sqlite'])) expect(id, path).toBe(whole.get(path));
  });
});

it('packs a library of OneScript for opm', () => {
  const files = exportedFiles(wanted({ format: 'ospx', language: 'ru', services: ['rss'] }));
  const [name] = [...files.keys()].filter((path) => path.endsWith('.ospx'));
  expect(name).toMatch(/^oint-client-\d+\.\d+\.\d+\.ospx$/);
  const whole = unzipSync(files.get(name!) as Uint8Array);
  expect(Object.keys(whole)).toEqual(['opm-metadata.xml', 'content.zip']);
  const metadata = new XMLParser().parse(strFromU8(whole['opm-metadata.xml']!))['opm-metadata'];
  expect(metadata).toMatchObject({ name: 'oint-client', author: 'OInt' });
  const content = unzipSync(whole['content.zip']!);
  for (const [path, bytes] of Object.entries(content)) {
    expect(strFromU8(bytes)).toBe(files.get(path));
  }
  expect(Object.keys(content)).toEqual([
    ...['packagedef', 'lib.config', 'src/OPI_Сервер.os', 'src/OPI_RSS.os'],
  ]);
  parseModule(new Source(files.get('packagedef') as string, 'packagedef'));
});

it('writes a function with the params of the reference in both languages', () => {
  const moduleOf = (language: 'en' | 'ru') =>
    exportedFiles(wanted({ format: 'modules', language })).get('OPI_OpenAI.bsl');
  expect(moduleOf('en')).toContain(
    `Function GetMessageStructure(Val Role, Val Text, Val Name = Undefined) Export
	CallValues = New Map;
	CallValues.Insert("role", Role);
	CallValues.Insert("text", Text);
	CallValues.Insert("name", Name);
	Return OPI_Server.CallMethod("openai/GetMessageStructure", CallValues, "Structure");
EndFunction`,
  );
  expect(moduleOf('ru')).toContain(
    `Функция ПолучитьСтруктуруСообщения(Знач Роль, Знач Текст, Знач Имя = Неопределено) Экспорт
	ЗначенияВызова = Новый Соответствие;
	ЗначенияВызова.Вставить("role", Роль);
	ЗначенияВызова.Вставить("text", Текст);
	ЗначенияВызова.Вставить("name", Имя);
	Возврат OPI_Сервер.ВызватьМетод("openai/GetMessageStructure", ЗначенияВызова, "Структура");
КонецФункции`,
  );
});
