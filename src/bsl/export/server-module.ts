/** How the platform opens connections over TLS. */
const CONNECTIONS = {
  // Not every platform knows the type of the certificates, so it is named only where it is needed.
  '1c': `
	Secure = Undefined;
	If Server.Secure Then
		Certificates = New(Type("СертификатыУдостоверяющихЦентровОС"));
		Secure = New OpenSSLSecureConnection(Undefined, Certificates);
	EndIf;
	Return New HTTPConnection(Server.Host, Server.Port, , , , CallTimeout(), Secure);`,
  onescript: `
	Scheme = ?(Server.Secure, "https://", "http://");
	Return New HTTPConnection(Scheme + Server.Host, Server.Port, , , , CallTimeout());`,
};

/** Where the settings are. A program of OneScript has an environment, a configuration has not. */
const SETTINGS = {
  '1c': (address: string) => ({
    address: `
	Return "${address}";`,
    token: `
	Return "";`,
  }),
  onescript: (address: string) => ({
    address: `
	Address = GetEnvironmentVariable("OINT_SERVER");
	Return ?(ValueIsFilled(Address), Address, "${address}");`,
    token: `
	Token = GetEnvironmentVariable("OINT_SERVER_TOKEN");
	Return ?(ValueIsFilled(Token), Token, "");`,
  }),
};

export type Platform = keyof typeof SETTINGS;

/** The module that all others call, in English: settings, transport, values. */
export function serverModule(platform: Platform, server: string): string {
  const { address, token } = SETTINGS[platform](server);
  return `// Calls OInt's server for the other modules.
// The region Settings is yours: the next export keeps it. Everything else is overwritten.

#Region Settings

// Address of OInt's server
Function ServerAddress() Export
${address.slice(1)}
EndFunction

// Token of OInt's server; an empty string if it needs none
Function ServerToken() Export
${token.slice(1)}
EndFunction

// Maximum time of a call, in seconds
Function CallTimeout() Export
	Return 600;
EndFunction

#EndRegion

#Region Calls

// Calls a method. What a service refuses is a result, too. If there is no answer, an exception is raised.
Function CallMethod(Val Method, Val Values, Val ResultKind = "Map") Export

	Response = SendRequest(Method, TextOfValues(Values));

	If Response.StatusCode <> 200 Then
		Return RefusalIn(Response);
	EndIf;

	If ResultKind = "BinaryData" Then
		Return Response.GetBodyAsBinaryData();
	EndIf;

	ContentType = HeaderOf(Response, "content-type");
	If StrStartsWith(ContentType, "application/json") Then
		Return ValueInText(TextOf(Response), ResultKind = "Structure");
	ElsIf StrStartsWith(ContentType, "text/plain") Then
		Return TextOf(Response);
	EndIf;
	Return Response.GetBodyAsBinaryData();

EndFunction

Function SendRequest(Val Method, Val Body)

	Server = PartsOf(ServerAddress());
	Request = New HTTPRequest(Server.Path + "/" + Method);
	Request.Headers.Insert("Content-Type", "application/json");
	Request.Headers.Insert("Accept", "application/json, application/problem+json");
	If Not IsBlankString(ServerToken()) Then
		Request.Headers.Insert("Authorization", "Bearer " + ServerToken());
	EndIf;
	Request.SetBodyFromString(Body, "UTF-8");
	Return NewConnection(Server).Post(Request);

EndFunction

Function NewConnection(Val Server)
${CONNECTIONS[platform].slice(1)}
EndFunction

Function PartsOf(Val Address)

	Parts = New Structure("Secure, Host, Port, Path", False, "", 80, "");
	Rest = TrimAll(Address);
	If StrStartsWith(Lower(Rest), "https://") Then
		Parts.Secure = True;
		Parts.Port = 443;
	EndIf;
	SchemeEnd = StrFind(Rest, "://");
	If SchemeEnd > 0 Then
		Rest = Mid(Rest, SchemeEnd + 3);
	EndIf;
	Slash = StrFind(Rest, "/");
	If Slash > 0 Then
		Parts.Path = Mid(Rest, Slash);
		Rest = Left(Rest, Slash - 1);
	EndIf;
	If Right(Parts.Path, 1) = "/" Then
		Parts.Path = Left(Parts.Path, StrLen(Parts.Path) - 1);
	EndIf;
	Colon = StrFind(Rest, ":");
	If Colon > 0 Then
		Parts.Port = Number(Mid(Rest, Colon + 1));
		Rest = Left(Rest, Colon - 1);
	EndIf;
	Parts.Host = Rest;
	Return Parts;

EndFunction

// What the service returned, or the server's error
Function RefusalIn(Val Response)

	If Not StrStartsWith(HeaderOf(Response, "content-type"), "application/problem+json") Then
		Raise "OInt: HTTP " + String(Response.StatusCode) + ". " + Left(TextOf(Response), 1000);
	EndIf;

	Problem = ValueInText(TextOf(Response), False);
	Code = Problem["code"];
	If Code = "http" And TypeOf(Problem["body"]) = Type("Map") Then
		Return Problem["body"];
	EndIf;
	If Code = "http" Or Code = "service" Then
		Answer = New Map;
		Answer.Insert("result", False);
		Answer.Insert("error", Problem["detail"]);
		Return Answer;
	EndIf;
	Raise Problem["detail"];

EndFunction

// Servers and proxies write the names of headers in different cases
Function HeaderOf(Val Response, Val Name)

	For Each Header In Response.Headers Do
		If Lower(Header.Key) = Name Then
			Return Lower(Header.Value);
		EndIf;
	EndDo;
	Return "";

EndFunction

Function TextOf(Val Response)
	Return String(Response.GetBodyAsString("UTF-8"));
EndFunction

#EndRegion

#Region Values

// What is not given is left out.
Function TextOfValues(Val Values)

	Record = New Map;
	For Each Item In Values Do
		If Item.Value <> Undefined And Item.Value <> Null Then
			Record.Insert(String(Item.Key), ForServer(Item.Value));
		EndIf;
	EndDo;
	Writer = New JSONWriter;
	Writer.SetString();
	WriteJSON(Writer, Record);
	Return Writer.Close();

EndFunction

// JSON has neither dates nor bytes.
Function ForServer(Val Value)

	ValueType = TypeOf(Value);
	If ValueType = Type("Map") Or ValueType = Type("FixedMap")
		Or ValueType = Type("Structure") Or ValueType = Type("FixedStructure") Then
		Record = New Map;
		For Each Item In Value Do
			Record.Insert(String(Item.Key), ForServer(Item.Value));
		EndDo;
		Return Record;
	ElsIf ValueType = Type("Array") Or ValueType = Type("FixedArray") Then
		List = New Array;
		For Each Item In Value Do
			List.Add(ForServer(Item));
		EndDo;
		Return List;
	ElsIf ValueType = Type("ValueList") Then
		Return ForServer(Value.UnloadValues());
	ElsIf ValueType = Type("BinaryData") Then
		Base64 = StrReplace(Base64String(Value), Chars.CR, "");
		Return "oint-base64:" + StrReplace(Base64, Chars.LF, "");
	ElsIf ValueType = Type("Date") Then
		Return XMLString(Value);
	ElsIf Value = Undefined Or Value = Null Or ValueType = Type("String")
		Or ValueType = Type("Number") Or ValueType = Type("Boolean") Then
		Return Value;
	EndIf;
	Return String(Value);

EndFunction

Function ValueInText(Val Text, Val AsStructure)

	If IsBlankString(Text) Then
		Return Undefined;
	EndIf;
	Reader = New JSONReader;
	Reader.SetString("[" + Text + "]");
	List = ReadJSON(Reader, True);
	Reader.Close();
	Return FromServer(List[0], AsStructure);

EndFunction

Function FromServer(Val Value, Val AsStructure)

	ValueType = TypeOf(Value);
	If ValueType = Type("Map") Then
		Record = ?(AsStructure And AllAreNames(Value), New Structure, New Map);
		For Each Item In Value Do
			Record.Insert(Item.Key, FromServer(Item.Value, AsStructure));
		EndDo;
		Return Record;
	ElsIf ValueType = Type("Array") Then
		List = New Array;
		For Each Item In Value Do
			List.Add(FromServer(Item, AsStructure));
		EndDo;
		Return List;
	ElsIf ValueType = Type("String") And StrStartsWith(Value, "oint-base64:") Then
		Return Base64Value(Mid(Value, 13));
	EndIf;
	Return Value;

EndFunction

// Whether the keys can be those of a structure
Function AllAreNames(Val Record)

	Names = New Structure;
	For Each Item In Record Do
		Try
			Names.Insert(Item.Key);
		Except
			Return False;
		EndTry;
	EndDo;
	Return True;

EndFunction

#EndRegion
`;
}
