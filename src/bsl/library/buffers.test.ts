import { expect, it } from 'vitest';
import { printed, run } from '../testing/run.js';

it('changes bytes in place, in English', () => {
  const script = `
    B = New BinaryDataBuffer(10); B[0] = 255; B.Set(1, 1); Message(B.Size); Message("" + B.Get(0) + B[1]);
    B.WriteInt16(0, 258); B.WriteInt32(2, 258, ByteOrder.BigEndian); Message(GetHexStringFromBinaryDataBuffer(B));
    B.ByteOrder = ByteOrder.BigEndian; Message(B.ReadInt16(0)); Message(B.ByteOrder);
    Message(B.ReadInt32(2)); Message(B.ReadInt32(2, ByteOrder.LittleEndian));
    B.WriteInt64(2, 18446744073709551615); Message(B.ReadInt64(2) = 18446744073709551615);
    Sum = 0; For Each Byte In B Do Sum = Sum + Byte; EndDo; Message(Sum);`;
  expect(printed(script)).toEqual([
    ...['10', '2551', '02010000010200000000', '513', 'BigEndian', '258'],
    ...['33\u00a0619\u00a0968', 'Yes', '2\u00a0043'],
  ]);
});

it('changes bytes in place, in Russian', () => {
  const script = `
    Б = Новый БуферДвоичныхДанных(4, ПорядокБайтов.BigEndian); Б.ЗаписатьЦелое32(0, 16909060);
    Сообщить(ПолучитьHexСтрокуИзБуфераДвоичныхДанных(Б));
    Срез = Б.ПолучитьСрез(1, 2); Срез[0] = 255; Копия = Б.Скопировать(); Копия[0] = 9; Прочитано = Б.Прочитать(1, 2);
    Б.Инвертировать(); Сообщить(ПолучитьHexСтрокуИзБуфераДвоичныхДанных(Б.Соединить(Срез)));
    Сообщить(ПолучитьHexСтрокуИзБуфераДвоичныхДанных(Копия.Соединить(Прочитано)));
    Б.Записать(2, Срез); Б.ЗаписатьПобитовоеИсключительноеИли(0, Срез, 1);
    Сообщить(ПолучитьHexСтрокуИзБуфераДвоичныхДанных(Б.Перевернуть()));
    Б.УстановитьТолькоЧтение(); Сообщить(Б.ТолькоЧтение); Б.Установить(0, 1);`;
  const { lines, error } = run(script);
  expect(lines).toEqual(['01020304', 'FE00FCFB00FC', '09FF0304FF03', 'FC0000FE', 'Да']);
  expect(error).toMatch(/Буфер только для чтения/);
});

it('becomes text and data, and comes from them', () => {
  const script = `
    B = GetBinaryDataBufferFromString("Ж", "windows-1251"); Message(GetHexStringFromBinaryDataBuffer(B));
    Message(GetStringFromBinaryDataBuffer(B, "windows-1251"));
    Message(GetBase64StringFromBinaryDataBuffer(GetBinaryDataBufferFromHexString("01 02")));
    D = GetBinaryDataFromBinaryDataBuffer(GetBinaryDataBufferFromBase64String("AQI=")); Message(D);
    B = ПолучитьБуферДвоичныхДанныхИзДвоичныхДанных(D); B[0] = 7; Message(B[0]); Message(D);`;
  expect(printed(script)).toEqual(['C6', 'Ж', 'AQI=', '01 02', '7', '01 02']);
});

it('is read from streams and written to them', () => {
  const script = `
    S = New MemoryStream; W = New DataWriter(S); B = GetBinaryDataBufferFromHexString("01 02 03 04");
    W.WriteBinaryDataBuffer(B, 1, 2); S.Write(B, 3, 1); W.WriteInt64(9007199254740993); S.Seek(0);
    T = New BinaryDataBuffer(4); Message(S.Read(T, 2, 2)); Message(GetHexStringFromBinaryDataBuffer(T));
    R = New DataReader(S); Message(R.ReadIntoBinaryDataBuffer(T, 0, 1)); Message(T[0]);
    Message(R.ReadIntoBinaryDataBuffer().ReadInt64(0) - 9007199254740992);
    Message(R.ReadIntoBinaryDataBuffer(T)); Message(New MemoryStream(B).Size());`;
  expect(printed(script)).toEqual(['2', '00000203', '1', '4', '1', '0', '4']);
});

it.each([
  ['B[4] = 1;', 'The index 4 is out of range: there are 4 elements'],
  ['B.Set(-1, 1);', 'The index -1 is out of range: there are 4 elements'],
  ['B.ReadInt64(0);', 'The position or the count is outside of the buffer'],
  ['B.WriteInt16(-1, 1);', 'The position or the count is outside of the buffer'],
  ['B.GetSlice(0, -1);', 'The position or the count is outside of the buffer'],
  ['B[0] = 256;', 'Argument 2 has a value that is not valid'],
  ['B.WriteInt16(0, 65536);', 'Argument 2 has a value that is not valid'],
  ['B.WriteInt16(0, "a");', 'Argument 2 has the wrong type'],
  ['B.Concat(New Array);', 'Argument 1 has the wrong type'],
  ['C = New BinaryDataBuffer(-1);', 'Argument 1 has a value that is not valid'],
])('%s fails with %s', (statement, error) => {
  expect(run(`B = New BinaryDataBuffer(4); ${statement}`).error).toContain(`: ${error}\n`);
});
