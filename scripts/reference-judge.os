// Stands in for the module with which the reference's tests read their data and check results: it reads
// values of local servers, and prints what happened as lines of JSON. Runs in `oint run`, for
// scripts/reference-examples.mjs, under the module's English and Russian names.

Var Data;

Function GetTestData() Export
	Return Known();
EndFunction

Функция ПолучитьДанныеТестов() Экспорт
	Возврат Known();
КонецФункции

Функция ПолучитьТестовыеДанные() Экспорт
	Возврат Known();
КонецФункции

Procedure ParameterToCollection(Name, Collection) Export
	Collection.Insert(Name, Known()[Name]);
EndProcedure

Процедура ПараметрВКоллекцию(Имя, Коллекция) Экспорт
	ParameterToCollection(Имя, Коллекция);
КонецПроцедуры

Procedure WriteParameter(Name, Value) Export
	Known().Insert(Name, Value);
EndProcedure

Процедура ЗаписатьПараметр(Имя, Значение) Экспорт
	WriteParameter(Имя, Значение);
КонецПроцедуры

Procedure Process(Value, Library, Method, Option = "", First = Undefined, Second = Undefined, Third = Undefined) Export
	If Option = "RoundTrip" Then
		Report("check", Method, New Structure("result", IsSame(Value, First)), Option);
	Else
		Report("check", Method, Value, Option);
	EndIf;
	Keep(Value, Library + "." + Method, First);
EndProcedure

Процедура Обработать(Значение, Библиотека, Метод, Вариант = "", Первый = Неопределено, Второй = Неопределено, Третий = Неопределено) Экспорт
	Process(Значение, Библиотека, Метод, Вариант, Первый);
КонецПроцедуры

Procedure ProcessCLI(Value, Library, Method, Option = "", First = Undefined, Second = Undefined, Third = Undefined) Export
	Process(Value, Library, Method, Option, First, Second, Third);
EndProcedure

// Runs OInt's command line, as a user would in a shell, and returns what it wrote.
Function ExecuteTestCLI(Library, Method, Options, Record = True) Export
	Output = GetTempFileName("out");
	Faults = GetTempFileName("txt");
	Line = GetEnvironmentVariable("OINT_REFERENCE_COMMAND") + " " + Library + " " + Method;
	For Each Option In Options Do
		If Option.Value <> Undefined Then
			Line = Line + " --" + Option.Key + " " + Quoted(Argument(Option.Value));
		EndIf;
	EndDo;
	Status = System(Line + " --out " + Quoted(Output) + " 2>" + Quoted(Faults));
	If Status <> 0 Then
		Return New Structure("result,error", False, GetStringFromBinaryData(New BinaryData(Faults)));
	EndIf;
	Return Written(New BinaryData(Output), Output);
EndFunction

// A value as an option: JSON for collections, a path for bytes and connections.
Function Argument(Value)
	If TypeOf(Value) = Type("BinaryData") Then
		Path = GetTempFileName("bin");
		Value.Write(Path);
		Return Path;
	ElsIf TypeOf(Value) = Type("Boolean") Then
		Return ?(Value, "true", "false");
	ElsIf TypeOf(Value) = Type("Date") Or TypeOf(Value) = Type("Number") Then
		Return XMLString(Value);
	ElsIf OPI_SQLite.IsConnector(Value) Then
		Files = OPI_SQLite.ExecuteSQLQuery("PRAGMA database_list", , , Value);
		Return Files["data"][0]["file"];
	ElsIf OPI_RCON.IsConnector(Value) Then
		Settings = OPI_RCON.FormConnectionParameters(Known()["RCON_URL"], Known()["RCON_Password"], 20, 20);
		Return OPI_Tools.JSONString(Settings);
	ElsIf TypeOf(Value) = Type("String") Then
		Return Value;
	EndIf;
	Return OPI_Tools.JSONString(Plain(Value));
EndFunction

// A collection without bytes: paths of files that have them.
Function Plain(Value)
	If TypeOf(Value) = Type("BinaryData") Then
		Return Argument(Value);
	ElsIf TypeOf(Value) = Type("Array") Then
		List = New Array;
		For Each Item In Value Do
			List.Add(Plain(Item));
		EndDo;
		Return List;
	ElsIf TypeOf(Value) = Type("Structure") Or TypeOf(Value) = Type("Map") Then
		Collection = New Map;
		For Each Item In Value Do
			Collection.Insert(Item.Key, Plain(Item.Value));
		EndDo;
		Return Collection;
	EndIf;
	Return Value;
EndFunction

Function Quoted(Text)
	Return "'" + StrReplace(Text, "'", "'\''") + "'";
EndFunction

// What the command line wrote: JSON, text or bytes. Names of fields can follow a dot, if all are names.
Function Written(Bytes, Path)
	For Each IsMap In StrSplit("no,yes", ",") Do
		Reader = New JSONReader;
		Reader.OpenFile(Path);
		Try
			Value = ReadJSON(Reader, IsMap = "yes");
			Reader.Close();
			Return Value;
		Except
			Reader.Close();
		EndTry;
	EndDo;
	Text = GetStringFromBinaryData(Bytes);
	For Code = 0 To 8 Do
		If StrFind(Text, Char(Code)) > 0 Then
			Return Bytes;
		EndIf;
	EndDo;
	IsText = Base64String(GetBinaryDataFromString(Text)) = Base64String(Bytes);
	Return ?(IsText And StrFind(Text, Char(127)) = 0, TrimR(Text), Bytes);
EndFunction

Procedure LogServiceInformation(Value, Name = "", Library = "") Export
EndProcedure

Procedure SetCLITestFlag(Flag) Export
EndProcedure

Function IsCLITest() Export
	Return False;
EndFunction

Procedure УстановитьПризнакТестаCLI(Признак) Экспорт
КонецПроцедуры

Функция ЭтоТестCLI() Экспорт
	Возврат Ложь;
КонецФункции

Function GetLocalhost() Export
	Return "127.0.0.1";
EndFunction

// Each of these lists has one entry here: without a proxy, and without encryption.
Function GetPostgresParameterOptions() Export
	Return Options();
EndFunction

Function GetMySQLParameterOptions() Export
	Return Options();
EndFunction

Function GetS3ParameterOptions() Export
	Return Options();
EndFunction

Function GetFTPParameterOptions() Export
	Return Options();
EndFunction

Function GetSSHParameterOptions() Export
	Return Options();
EndFunction

Function GetWebSocketParametersOptions() Export
	Return Options();
EndFunction

Function Options()
	List = New Array;
	List.Add(Known());
	Return List;
EndFunction

Procedure WriteArchiveParameters(Parameters) Export
EndProcedure

Procedure AddArchiveParameters(Parameters, Prefix) Export
EndProcedure

// Collections of the kinds that the names of the reference's say.
Function GetJanxTestCollection(Name) Export
	First = GetBinaryDataFromHexString("0102");
	Second = GetBinaryDataFromHexString("DEADBEEF");
	List = New Array;
	If Name = "BinariesArray" Then
		List.Add(First);
		List.Add(Second);
		Return List;
	ElsIf Name = "MixedArray" Or Name = "LuaMixedArray" Then
		List.Add(1);
		List.Add("text");
		List.Add(True);
		List.Add(Second);
		Return List;
	EndIf;
	Collection = New Map;
	Collection.Insert("first", First);
	Collection.Insert("number", 42);
	Collection.Insert("empty", "");
	If Name = "DeepNesting" Or Name = "LuaComplexData" Then
		Inner = New Map;
		Inner.Insert("data", Second);
		Collection.Insert("inner", Inner);
	ElsIf Name = "EmptyAndSpecial" Then
		Collection.Insert("nothing", Undefined);
		Collection.Insert("bytes", GetBinaryDataFromString(""));
	Else
		Collection.Insert("second", Second);
	EndIf;
	Return Collection;
EndFunction

// A block begins, has run to its end, or has raised an error.
Procedure Report(Event, Name, Value = Undefined, Detail = "") Export
	Line = New Structure("event,name,refused,detail,value", Event, Name, IsRefusal(Value), Detail, "");
	If Line.refused Then
		Line.value = OPI_Tools.JSONString(Value);
	EndIf;
	Message("JUDGE " + StrReplace(OPI_Tools.JSONString(Line), Chars.LF, " "));
EndProcedure

// The same value, after it was written and read again. Fields keep their order.
Function IsSame(Value, Other)
	If TypeOf(Value) = Type("BinaryData") Then
		Return TypeOf(Other) = Type("BinaryData") And Base64String(Value) = Base64String(Other);
	EndIf;
	Return OPI_Tools.JSONString(Value) = OPI_Tools.JSONString(Other);
EndFunction

// How services, and OInt for them, say in a result that a request was wrong.
Function IsRefusal(Value)
	If TypeOf(Value) = Type("Structure") Then
		Return Value.Property("result") And (Value.result = False Or Value.result = "error");
	ElsIf TypeOf(Value) <> Type("Map") Then
		Return False;
	EndIf;
	Return Value["result"] = False Or Value["result"] = "error" Or Value["ok"] = False Or ValueIsFilled(Value["error"]) Or ValueIsFilled(Value["errors"]);
EndFunction

// What later blocks need of a result: a field, or all of it in a file.
Procedure Keep(Value, Title, Collection)
	Wanted = Known()["keep"][Title];
	If Wanted = Undefined Or IsRefusal(Value) Then
		Return;
	EndIf;
	Kept = Undefined;
	If Wanted["field"] <> Undefined Then
		Kept = Value;
		For Each Field In StrSplit(Wanted["field"], ".") Do
			If Kept <> Undefined And TypeOf(Kept) = Type("Array") Then
				Kept = ?(Kept.Count() > Number(Field), Kept[Number(Field)], Undefined);
			ElsIf TypeOf(Kept) = Type("Map") Then
				Kept = Kept[Field];
			ElsIf TypeOf(Kept) = Type("Structure") Then
				Kept = ?(Kept.Property(Field), Kept[Field], Undefined);
			Else
				Kept = Undefined;
			EndIf;
		EndDo;
		If Kept = Undefined Then
			Return;
		EndIf;
	Else
		Kept = GetTempFileName(Wanted["file"]);
		Bytes = Value;
		If TypeOf(Value) = Type("String") Then
			Bytes = GetBinaryDataFromString(Value);
		EndIf;
		Bytes.Write(Kept);
	EndIf;
	Known().Insert(Wanted["as"], Kept);
	If TypeOf(Collection) = Type("Structure") Or TypeOf(Collection) = Type("Map") Then
		Collection.Insert(Wanted["as"], Kept);
	EndIf;
EndProcedure

Function Known()
	If Data = Undefined Then
		Reader = New JSONReader;
		Reader.OpenFile(GetEnvironmentVariable("OINT_REFERENCE_VALUES"));
		Data = ReadJSON(Reader, True);
		Reader.Close();
	EndIf;
	Return Data;
EndFunction
