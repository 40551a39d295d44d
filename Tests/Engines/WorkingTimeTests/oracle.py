"""Prints every day that chinesecalendar covers: its date, and 1 when it is a working day."""
import datetime
import chinese_calendar

years = sorted({day.year for day in chinese_calendar.holidays})
day = datetime.date(years[0], 1, 1)
while day.year <= years[-1]:
    print(day.isoformat(), 1 if chinese_calendar.is_workday(day) else 0)
    day += datetime.timedelta(days=1)
