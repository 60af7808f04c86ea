//! `std.time`, beside jiff.

use jiff::{
    SignedDuration, Span, Timestamp,
    civil::{Date, date},
    tz::{Offset, TimeZone},
};
use proptest::{prop_assert_eq, strategy::Strategy};
use serde_json::json;

use super::{Applied, runner};

/// Days from the year 1 to 9998, so that neighbours are days too.
fn days() -> impl Strategy<Value = Date> {
    (0..3_651_000_i64)
        .prop_map(|days| date(1, 1, 1).checked_add(Span::new().days(days)).expect("it is a day"))
}

#[test]
fn the_parts_of_a_day_are_those_of_jiff() {
    let applied = Applied::new(
        "time",
        "day_of, days_in_month, is_leap_year, iso_week, month_of, weekday, year_of",
        "d: date",
        "json",
        "[year_of(d), month_of(d), day_of(d), weekday(d), iso_week(d), \
         days_in_month(year_of(d), month_of(d)), is_leap_year(year_of(d))]",
    );
    let check = |day: Date| {
        let week = day.iso_week_date();
        let expected = json!([
            day.year(),
            day.month(),
            day.day(),
            day.weekday().to_monday_one_offset(),
            format!("{:04}-W{:02}", week.year(), week.week()),
            day.days_in_month(),
            day.in_leap_year(),
        ]);
        prop_assert_eq!(applied.of(json!({ "d": day.to_string() })), expected);
        Ok(())
    };
    runner().run(&days(), check).expect("it is what jiff says");
}

#[test]
fn days_are_moved_as_jiff_moves_them() {
    let applied = Applied::new(
        "time",
        "add_days, add_months, days_between",
        "d: date, e: date, n: int(-300..=300)",
        "json",
        "[add_days(d, n), add_months(d, n), days_between(d, e)]",
    );
    let check = |(day, other, count): (Date, Date, i64)| {
        let moved = day.checked_add(Span::new().days(count)).unwrap();
        let months = day.checked_add(Span::new().months(count)).unwrap();
        let between = day.until(other).unwrap().get_days();
        let inputs = json!({ "d": day.to_string(), "e": other.to_string(), "n": count });
        let expected = json!([moved.to_string(), months.to_string(), between]);
        prop_assert_eq!(applied.of(inputs), expected);
        Ok(())
    };
    let inner = || days().prop_filter("it has neighbours", |day| (30..9960).contains(&day.year()));
    runner().run(&(inner(), inner(), -300..300_i64), check).expect("it is what jiff says");
}

#[test]
fn moments_are_numbers_and_back() {
    let applied = Applied::new(
        "time",
        "from_unix_seconds, midnight, unix_seconds",
        "t: datetime, n: int(-62_135_596_800..=253_402_300_799)",
        "json",
        "[unix_seconds(t), from_unix_seconds(n), midnight(t.date())]",
    );
    let check = |second: i64| {
        let moment = Timestamp::from_second(second).unwrap();
        let day = moment.to_zoned_datetime(TimeZone::UTC).date();
        let inputs = json!({ "t": moment.to_string(), "n": second });
        let expected = json!([second, moment.to_string(), format!("{day}T00:00:00Z")]);
        prop_assert_eq!(applied.of(inputs), expected);
        Ok(())
    };
    let seconds = -62_135_596_800..253_402_200_000_i64;
    runner().run(&seconds, check).expect("it is what jiff says");
}

#[test]
fn spans_are_as_long_as_they_say() {
    let applied = Applied::new(
        "time",
        "in_words, milliseconds",
        "s: duration",
        "json",
        "[milliseconds(s), in_words(s)]",
    );
    let check = |(count, unit): (i64, usize)| {
        let (name, word, milliseconds) = [
            ("ms", "", 1),
            ("s", "second", 1000),
            ("m", "minute", 60_000),
            ("h", "hour", 3_600_000),
            ("d", "day", 86_400_000),
        ][unit];
        let span = SignedDuration::from_millis(count * milliseconds);
        let found = applied.of(json!({ "s": format!("{count}{name}") }));
        prop_assert_eq!(&found[0], &json!(span.as_millis() as i64));
        if !word.is_empty() && count < 24 {
            let plural = if count == 1 { "" } else { "s" };
            // Nothing is nothing in seconds, whatever it was counted in.
            let word = if count == 0 { "second" } else { word };
            prop_assert_eq!(&found[1], &json!(format!("{count} {word}{plural}")));
        }
        Ok(())
    };
    runner().run(&(0..1000_i64, 0..5_usize), check).expect("it is what jiff says");
}

#[test]
fn moments_are_read_however_they_are_written() {
    let applied = Applied::new(
        "time",
        "parse_date, parse_datetime",
        "t: string",
        "json",
        "[parse_datetime(t), parse_date(t)]",
    );
    let forms = [
        "%Y-%m-%dT%H:%M:%S%:z",
        "%Y-%m-%dT%H:%M:%S.25%:z",
        "%Y-%m-%d %H:%M:%S%z",
        "%a, %d %b %Y %H:%M:%S %z",
        "%d %B %Y %H:%M:%S %z",
        "%B %d, %Y %H:%M:%S %z",
        "%a %b %d %H:%M:%S %z %Y",
    ];
    let check = |(second, quarters, form): (i64, i32, usize)| {
        let moment = Timestamp::from_second(second).unwrap();
        let offset = Offset::from_seconds(quarters * 900).unwrap();
        let zoned = moment.to_zoned_datetime(TimeZone::fixed(offset));
        let text = zoned.strftime(forms[form]).to_string();
        let expected = json!([moment.to_string(), zoned.date().to_string()]);
        prop_assert_eq!(applied.of(json!({ "t": text })), expected, "{}", text);
        Ok(())
    };
    // From the year 1001 on: a year of fewer digits could be a day.
    let inputs = (-30_500_000_000..190_000_000_000_i64, -56..56_i32, 0..forms.len());
    runner().run(&inputs, check).expect("it is what jiff wrote");
}
