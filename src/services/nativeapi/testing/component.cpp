// A component of 1C's Native API for the tests, with one class for what works and one for what does
// not. The classes are those that 1C's documentation describes, written here for the tests only.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

struct Variant {
  union {
    int8_t i1;
    int16_t i2;
    int32_t i4;
    int64_t i8;
    uint64_t ui8;
    float r4;
    double r8;
    bool flag;
    uint8_t id[16];
    Variant *variant;
    std::tm tm;
    struct { void *object; uint8_t id[16]; } interface;
    struct { char *text; uint32_t length; } str;
    struct { char16_t *text; uint32_t length; } wstr;
  };
  uint32_t elements;
  uint16_t type;
};

enum Type : uint16_t {
  EMPTY, NIL, I2, I4, R4, R8, DATE, TM, PSTR, INTERFACE, ERROR, BOOL, VARIANT, I1, UI1, UI2, UI4, I8,
  UI8, INT, UINT, HRESULT, PWSTR, BLOB, CLSID
};

struct Memory {
  virtual ~Memory() {}
  virtual bool AllocMemory(void **to, unsigned long bytes) = 0;
  virtual void FreeMemory(void **from) = 0;
};

struct Platform {
  virtual ~Platform() {}
  virtual bool AddError(unsigned short code, const char16_t *source, const char16_t *text, long scode) = 0;
  virtual bool Read(char16_t *name, Variant *value, long *code, char16_t **text) = 0;
  virtual bool Write(char16_t *name, Variant *value) = 0;
  virtual bool RegisterProfileAs(char16_t *name) = 0;
  virtual bool SetEventBufferDepth(long depth) = 0;
  virtual long GetEventBufferDepth() = 0;
  virtual bool ExternalEvent(char16_t *source, char16_t *message, char16_t *data) = 0;
  virtual void CleanEventBuffer() = 0;
  virtual bool SetStatusLine(char16_t *text) = 0;
  virtual void ResetStatusLine() = 0;
  virtual void *GetInterface(int which) = 0;
};

struct InitDone {
  virtual ~InitDone() {}
  virtual bool Init(void *platform) = 0;
  virtual bool setMemManager(void *memory) = 0;
  virtual long GetInfo() = 0;
  virtual void Done() = 0;
};

struct LanguageExtender {
  virtual ~LanguageExtender() {}
  virtual bool RegisterExtensionAs(char16_t **name) = 0;
  virtual long GetNProps() = 0;
  virtual long FindProp(const char16_t *name) = 0;
  virtual const char16_t *GetPropName(long property, long alias) = 0;
  virtual bool GetPropVal(const long property, Variant *value) = 0;
  virtual bool SetPropVal(const long property, Variant *value) = 0;
  virtual bool IsPropReadable(const long property) = 0;
  virtual bool IsPropWritable(const long property) = 0;
  virtual long GetNMethods() = 0;
  virtual long FindMethod(const char16_t *name) = 0;
  virtual const char16_t *GetMethodName(const long method, const long alias) = 0;
  virtual long GetNParams(const long method) = 0;
  virtual bool GetParamDefValue(const long method, const long param, Variant *value) = 0;
  virtual bool HasRetVal(const long method) = 0;
  virtual bool CallAsProc(const long method, Variant *params, const long count) = 0;
  virtual bool CallAsFunc(const long method, Variant *result, Variant *params, const long count) = 0;
};

struct Locale {
  virtual ~Locale() {}
  virtual void SetLocale(const char16_t *locale) = 0;
};

struct Component : InitDone, LanguageExtender, Locale {
  virtual ~Component() {}
};

struct Method { const char16_t *name, *russian; long params; bool returns; };
struct Property { const char16_t *name, *russian; bool readable, writable; };

static const Method methods[] = {
  {u"Add", u"Сложить", 2, true},          {u"Echo", u"Эхо", 1, true},
  {u"Join", u"Соединить", 3, true},       {u"Reset", u"Сбросить", 0, false},
  {u"Largest", u"Наибольшее", 0, true},   {u"Moment", u"Момент", 0, true},
  {u"Halve", u"Разделить", 1, false},     {u"Fail", u"Отказать", 1, true},
  {u"Crash", u"Упасть", 0, true},         {u"Hang", u"Зависнуть", 0, true},
  {u"Notify", u"Сообщить", 1, false},     {u"Print", u"Напечатать", 1, false},
  {u"Exit", u"Выйти", 1, false},          {u"Kind", u"Вид", 1, true},
  {u"Later", u"Позже", 1, false},         {u"Odd", u"Странное", 1, true},
  {u"Thread", u"Поток", 0, true},         {u"OnDone", u"ПриЗавершении", 1, false},
};
static const Property properties[] = {
  {u"Precision", u"Точность", true, true},
  {u"Version", u"Версия", true, false},
  {u"Password", u"Пароль", false, true},
};

class Calculator : public Component {
  Memory *memory = nullptr;
  Platform *platform = nullptr;
  int32_t precision = 2;
  bool isRefusing;
  /** A file to create at the end. */
  std::string onDone;

  const char16_t *copy(const std::u16string &text) {
    void *to = nullptr;
    memory->AllocMemory(&to, (text.size() + 1) * 2);
    memcpy(to, text.c_str(), (text.size() + 1) * 2);
    return (const char16_t *)to;
  }
  void give(Variant *to, const std::u16string &text) {
    to->type = PWSTR;
    to->wstr = {(char16_t *)copy(text), (uint32_t)text.size()};
  }
  static double number(const Variant &v) {
    return v.type == I4 ? v.i4 : v.type == I8 ? v.i8 : v.type == UI8 ? v.ui8 : v.r8;
  }
  template <class T> static long find(const T &list, const char16_t *name) {
    long index = 0;
    for (const auto &one : list) {
      if (std::u16string(name) == one.name || std::u16string(name) == one.russian) return index;
      index++;
    }
    return -1;
  }

public:
  explicit Calculator(bool refuses) : isRefusing(refuses) {}
  bool Init(void *given) override {
    platform = (Platform *)given;
    if (isRefusing) platform->AddError(1006, u"Calculator", u"no license", 0);
    return !isRefusing;
  }
  bool setMemManager(void *given) override { memory = (Memory *)given; return true; }
  long GetInfo() override { return 2100; }
  void Done() override {
    if (!onDone.empty()) fclose(fopen(onDone.c_str(), "w"));
  }
  void SetLocale(const char16_t *) override {}
  bool RegisterExtensionAs(char16_t **name) override {
    *name = (char16_t *)copy(u"Calculator");
    return true;
  }
  long GetNProps() override { return std::size(properties); }
  long FindProp(const char16_t *name) override { return find(properties, name); }
  const char16_t *GetPropName(long at, long alias) override {
    return copy(alias ? properties[at].russian : properties[at].name);
  }
  bool GetPropVal(const long at, Variant *value) override {
    if (at == 0) { value->type = I4; value->i4 = precision; }
    if (at == 1) give(value, u"1.0");
    return at < 2;
  }
  bool SetPropVal(const long at, Variant *value) override {
    if (at == 0 && value->type == I4) precision = value->i4;
    else if (at == 0) return false;
    return at != 1;
  }
  bool IsPropReadable(const long at) override { return properties[at].readable; }
  bool IsPropWritable(const long at) override { return properties[at].writable; }
  long GetNMethods() override { return std::size(methods); }
  long FindMethod(const char16_t *name) override { return find(methods, name); }
  const char16_t *GetMethodName(const long at, const long alias) override {
    return copy(alias ? methods[at].russian : methods[at].name);
  }
  long GetNParams(const long at) override { return methods[at].params; }
  bool GetParamDefValue(const long at, const long param, Variant *value) override {
    value->type = EMPTY;
    if (methods[at].name != std::u16string(u"Join") || param != 2) return false;
    give(value, u", ");
    return true;
  }
  bool HasRetVal(const long at) override { return methods[at].returns; }

  bool CallAsProc(const long at, Variant *params, const long count) override {
    std::u16string name = methods[at].name;
    if (name == u"Reset") precision = 2;
    if (name == u"Halve") { params[0].r8 = number(params[0]) / 2; params[0].type = R8; }
    if (name == u"Notify") {
      platform->SetStatusLine((char16_t *)u"busy");
      std::u16string text(params[0].wstr.text, params[0].wstr.length);
      return platform->ExternalEvent((char16_t *)u"Calculator", (char16_t *)u"note", text.data());
    }
    if (name == u"Later") {
      std::thread([this] {
        void *to = nullptr;
        memory->AllocMemory(&to, 10);
        memory->FreeMemory(&to);
        platform->ExternalEvent((char16_t *)u"Calculator", (char16_t *)u"later", (char16_t *)u"thread");
      }).join();
    }
    if (name == u"Print") { printf("%d to standard output\n", params[0].i4); fflush(stdout); }
    if (name == u"OnDone") onDone = std::string(params[0].wstr.text, params[0].wstr.text + params[0].wstr.length);
    if (name == u"Exit") _exit(params[0].i4);
    return true;
  }

  bool CallAsFunc(const long at, Variant *result, Variant *params, const long count) override {
    std::u16string name = methods[at].name;
    if (name == u"Add") { result->type = R8; result->r8 = number(params[0]) + number(params[1]); }
    if (name == u"Join") {
      std::u16string one(params[0].wstr.text, params[0].wstr.length);
      std::u16string two(params[1].wstr.text, params[1].wstr.length);
      give(result, one + std::u16string(params[2].wstr.text, params[2].wstr.length) + two);
    }
    if (name == u"Echo") {
      *result = params[0];
      if (params[0].type == PWSTR) give(result, std::u16string(params[0].wstr.text, params[0].wstr.length));
      if (params[0].type == BLOB) {
        void *to = nullptr;
        memory->AllocMemory(&to, params[0].str.length);
        memcpy(to, params[0].str.text, params[0].str.length);
        result->str.text = (char *)to;
      }
    }
    if (name == u"Kind") { result->type = I4; result->i4 = params[0].type; }
    if (name == u"Thread") { result->type = I8; result->i8 = syscall(SYS_gettid); }
    if (name == u"Largest") { result->type = UI8; result->ui8 = UINT64_MAX; }
    if (name == u"Moment") {
      result->type = TM;
      result->tm = {};
      result->tm.tm_year = 126; result->tm.tm_mon = 1; result->tm.tm_mday = 3;
      result->tm.tm_hour = 4; result->tm.tm_min = 5; result->tm.tm_sec = 6;
    }
    if (name == u"Odd") {
      int kind = params[0].i4;
      if (kind == 0) { result->type = INTERFACE; result->interface.object = this; }
      if (kind == 1) { result->type = PWSTR; result->wstr = {nullptr, 5}; }
      if (kind == 2) { result->type = BLOB; result->str = {(char *)copy(u"x"), 0xffffffff}; }
      if (kind == 3) { result->type = 999; }
      if (kind == 4) { result->type = PSTR; result->str = {strdup("\xe4"), 1}; }
      if (kind == 5) { result->type = DATE; result->r8 = 46056.25; }
      if (kind == 6) { result->type = R8; result->r8 = 0.0 / 0.0; }
      if (kind == 7) { result->type = CLSID; for (int i = 0; i < 16; i++) result->id[i] = i; }
      if (kind == 8) { result->type = R4; result->r4 = 0.1f; }
      if (kind == 9) { result->type = I1; result->i8 = 0xff; }
    }
    if (name == u"Fail") {
      std::u16string text(params[0].wstr.text, params[0].wstr.length);
      platform->AddError(1006, u"Calculator", text.c_str(), 42);
      return false;
    }
    if (name == u"Crash") { volatile int *nowhere = nullptr; *nowhere = 1; }
    if (name == u"Hang") for (;;) sleep(1);
    return true;
  }
};

extern "C" {
const char16_t *GetClassNames() { return u"Calculator|Refusing"; }
long GetClassObject(const char16_t *name, Component **to) {
  bool isRefusing = std::u16string(name) == u"Refusing";
  if (std::u16string(name) != u"Calculator" && !isRefusing) return 0;
  *to = new Calculator(isRefusing);
  return 1;
}
long DestroyObject(Component **from) { delete *from; *from = nullptr; return 0; }
int SetPlatformCapabilities(int) { return 1; }
}
