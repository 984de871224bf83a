const dayUs = 86_400_000_000;

/** Microseconds since 1970 as ISO 8601 in UTC, with six decimals: a Date has milliseconds only. */
export function isoTime(us: number): string {
  const whole = Math.max(0, Math.floor(us));
  const day = Math.floor(whole / dayUs);
  const rest = whole - day * dayUs;
  const seconds = Math.floor(rest / 1_000_000);
  const micros = String(rest % 1_000_000).padStart(6, '0');
  return `${isoDate(day)}T${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${micros}Z`;
}

/** Days since 1970 as year, month and day: "civil_from_days" of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms". */
function isoDate(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
