/** Every keyword: its kind, which is the English word, and the Russian word. */
const WORDS = [
  ['if', 'если'],
  ['then', 'тогда'],
  ['elsif', 'иначеесли'],
  ['else', 'иначе'],
  ['endif', 'конецесли'],
  ['for', 'для'],
  ['each', 'каждого'],
  ['in', 'из'],
  ['to', 'по'],
  ['while', 'пока'],
  ['do', 'цикл'],
  ['enddo', 'конеццикла'],
  ['procedure', 'процедура'],
  ['endprocedure', 'конецпроцедуры'],
  ['function', 'функция'],
  ['endfunction', 'конецфункции'],
  ['var', 'перем'],
  ['val', 'знач'],
  ['export', 'экспорт'],
  ['return', 'возврат'],
  ['continue', 'продолжить'],
  ['break', 'прервать'],
  ['try', 'попытка'],
  ['except', 'исключение'],
  ['endtry', 'конецпопытки'],
  ['raise', 'вызватьисключение'],
  ['execute', 'выполнить'],
  ['new', 'новый'],
  ['goto', 'перейти'],
  ['addhandler', 'добавитьобработчик'],
  ['removehandler', 'удалитьобработчик'],
  ['async', 'асинх'],
  ['await', 'ждать'],
  ['and', 'и'],
  ['or', 'или'],
  ['not', 'не'],
  ['true', 'истина'],
  ['false', 'ложь'],
  ['undefined', 'неопределено'],
  ['null', 'null'],
] as const;

export type Keyword = (typeof WORDS)[number][0];

const BY_WORD: ReadonlyMap<string, Keyword> = new Map(
  WORDS.flatMap(([english, russian]) => [
    [english, english],
    [russian, english],
  ]),
);

/** The keyword that a word in lower case is, in either language. */
export function keywordOf(word: string): Keyword | undefined {
  return BY_WORD.get(word);
}

/** A keyword as the user of a language writes it, for errors. */
export function spelled(word: string, language: 'ru' | 'en'): string | undefined {
  return WORDS.find(([english]) => english === word)?.[language === 'ru' ? 1 : 0];
}
