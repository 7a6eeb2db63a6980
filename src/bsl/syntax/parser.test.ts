import { expect, it } from 'vitest';
import { parseModule } from './parser.js';
import { ScriptSyntaxError, Source } from './source.js';

/** Text of a script, and where it is wrong, with the first words of the error. */
const WRONG: [script: string, place: string, message: RegExp][] = [
  ['If True Then\n  A = 1;\n', '3:1', /Expected endif, not the end of the text/],
  ['Если Истина Тогда А = 1;', '1:25', /Ожидалось конецесли, а не конец текста/],
  ['A = 1 B = 2', '1:7', /Expected ;, not "B"/],
  ['A = ;', '1:5', /Unexpected ";"/],
  ['A = "text', '1:5', /The string has no closing quote/],
  ["A = '2024'", '1:5', /The date is not valid/],
  ['А = 1 # 2;', '1:7', /Неожиданный символ/],
  ['Break;', '1:1', /not in a loop/],
  ['#If Server\nA = 1;', '1:1', /Then is missing/],
  ['#Region A\nA = 1;', '1:1', /#Region without #EndRegion/],
  ['A = 1;\n#Use lib', '2:1', /#Use must be at the start/],
  ['A = 1;\nProcedure P()\nEndProcedure', '2:1', /before the statements/],
  ['Procedure P()\nEndProcedure\nVar A;', '3:1', /before its procedures/],
  ['1 + 2;', '1:1', /Unexpected "1"/],
  [`A = ${'('.repeat(1000)}1${')'.repeat(1000)};`, '1:404', /nested too deeply/],
];

it.each(WRONG)('reports %j at %s', (script, place, message) => {
  const parse = () => parseModule(new Source(script, 'a.os'));
  expect(parse).toThrow(ScriptSyntaxError);
  expect(parse).toThrow(message);
  expect(parse).toThrow(`a.os:${place}: `);
});

it('marks the place under the line', () => {
  const parse = () => parseModule(new Source('A = 1;\n\tB = A ++ ;', 'a.os'));
  expect(parse).toThrow('\tB = A ++ ;\n\t         ^');
});

it.each([
  ['Token = "1"; = 2', 'Token = "*"; = 2'],
  ['Пароль = "слово" 1', 'Пароль = "*****" 1'],
  ['F("12345:AAEtoken-of_a_bot" 1);', 'F("***********************" 1);'],
  ['Name = "Ann" 1', 'Name = "Ann" 1'],
])('masks the secrets of a line: %s', (line, shown) => {
  const parse = () => parseModule(new Source(line, 'a.os'));
  expect(parse).toThrow(`\n${shown}\n`);
});

it('reads keywords of both languages, in any case, in one script', () => {
  const { methods, variables } = parseModule(
    new Source(
      'Перем А export; VAR B;\nпроцедура P(Знач X, Y = -1.5) Экспорт\nEndProcedure\nfunction F()\nКОНЕЦФУНКЦИИ',
      'a.os',
    ),
  );
  expect(variables.map(({ name, exported }) => [name, exported])).toEqual([
    ['А', true],
    ['B', false],
  ]);
  expect(methods.map(({ name, isFunction, exported }) => [name, isFunction, exported])).toEqual([
    ['P', false, true],
    ['F', true, false],
  ]);
  expect(methods[0]?.params.map(({ byValue, optional }) => [byValue, optional?.value])).toEqual([
    [true, undefined],
    [false, { number: '-1.5' }],
  ]);
});

it('leaves out what the preprocessor excludes, without reading it', () => {
  const { body } = parseModule(
    new Source(
      '#If Client Then\n~~~ "\n#Else\nA = 1;\n#EndIf\n#If Not (Client Or WebClient) And Server Then\nB = 2;\n#EndIf',
      'a.os',
    ),
  );
  expect(body.length).toBe(2);
});

it('reads annotations with values', () => {
  const { methods, annotations } = parseModule(
    new Source(
      '&Test("a", B = 2, &Inner)\nProcedure P(&Bound("x") Val A)\nEndProcedure\n&OfModule\n',
      'a.os',
    ),
  );
  expect(methods[0]?.annotations[0]?.params.map(({ name }) => name)).toEqual([
    undefined,
    'B',
    undefined,
  ]);
  expect(methods[0]?.params[0]?.annotations[0]?.name).toBe('Bound');
  expect(annotations.map(({ name }) => name)).toEqual(['OfModule']);
});
