// Runs patterns on texts that grow, in a process of its own: one that takes for ever can be ended,
// and the time counted is that which this process computed, however busy the machine is.
process.on('message', ({ source, flags, pumps }) => {
  const slow = pumps.find((pump) => isSlow(source, flags, pump));
  process.send({ slow: slow ?? null });
});

/** Small steps: what doubles with each character is noticed while it still ends. */
const LENGTHS = [24, 36, 54, 80, 120, 180, 270, 400, 1_000, 4_000];
const LONGEST = 20_000;
/** In milliseconds: what takes a text of those lengths less than this needs no closer look. */
const SUSPICIOUS = 0.5;
/** In milliseconds: no text of the longest length takes a linear pattern so long. */
const LONG = 10;
/** The same for shorter ones: only what will not end with the longest. */
const ENDLESS = 100;
/** Four times the text may take that many times as long; with quadratic matching it is 16. */
const MOST_GROWTH = 8;

function isSlow(source, flags, pump) {
  const at = LENGTHS.findIndex((one) => clocked(source, flags, textOf(pump, one)) > SUSPICIOUS);
  if (at < 0) return false;
  return (
    LENGTHS.slice(at).some((one) => isLong(source, flags, pump, one, ENDLESS)) ||
    isLong(source, flags, pump, LONGEST, LONG)
  );
}

function isLong(source, flags, pump, length, most) {
  const whole = computed(source, flags, textOf(pump, length), most);
  if (whole <= most) return false;
  return whole / computed(source, flags, textOf(pump, length / 4)) > MOST_GROWTH;
}

function clocked(source, flags, text) {
  const since = performance.now();
  match(source, flags, text);
  return performance.now() - since;
}

function textOf({ before, unit, after }, length) {
  return before + unit.repeat(Math.max(1, Math.ceil(length / unit.length))) + after;
}

/** The least of some times, in milliseconds; of few where it is long, or little enough. */
function computed(source, flags, text, enough = 0) {
  let [least, sum] = [Infinity, 0];
  for (let times = 0; times < 5 && sum < 100 && least > enough; times++) {
    const since = process.cpuUsage();
    match(source, flags, text);
    const { user, system } = process.cpuUsage(since);
    const spent = (user + system) / 1000;
    least = Math.min(least, spent);
    sum += spent;
  }
  return Math.max(0.01, least);
}

/** Global patterns look for every match, others for the first. */
function match(source, flags, text) {
  const regex = new RegExp(source, flags);
  if (regex.global) text.replace(regex, '');
  else regex.test(text);
}
