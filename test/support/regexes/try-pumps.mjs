// Runs patterns on growing texts in a separate process, so that one that never ends can be stopped. It
// measures the CPU time of this process, so a busy machine does not matter.
process.on('message', ({ source, flags, pumps }) => {
  const slow = pumps.find((pump) => isSlow(source, flags, pump));
  process.send({ slow: slow ?? null });
});

/** Small steps, to notice exponential time while it still ends. */
const LENGTHS = [24, 36, 54, 80, 120, 180, 270, 400, 1_000, 4_000];
const LONGEST = 20_000;
/** In milliseconds: patterns that need less for a text of these lengths are not examined further. */
const SUSPICIOUS = 0.5;
/** In milliseconds: a linear pattern never needs as long for a text of the longest length. */
const LONG = 10;
/** The same for shorter texts: only for patterns that would not end with the longest. */
const ENDLESS = 100;
/** The allowed factor for a text that is four times as long; with quadratic matching it is 16. */
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

/** The minimum of several times, in milliseconds; of fewer if one is long, or short enough. */
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
