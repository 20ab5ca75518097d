"""What a preview guesses of layouts that nobody has described: made-up rows under the headers of several cities."""

import io
from datetime import datetime, timedelta

import pytest

from casework.actions.imports import Row
from casework.interop.cad_csv import open_cad
from casework.interop.cad_lines import encoding_of
from casework.interop.cad_mapping import parse_mapping
from casework.interop.guessing import guess


class Text:
    """A file in memory."""

    name = "calls.csv"

    def __init__(self, text: str, encoding: str = "utf-8") -> None:
        self.data = text.encode(encoding)

    def open(self) -> io.BytesIO:
        return io.BytesIO(self.data)


def guessed(text: str, encoding: str = "utf-8"):
    content = Text(text, encoding)
    return guess(content, encoding_of([content.data]))


def roles(text: str) -> dict[str, str]:
    found = guessed(text)
    return {role: column.name for column, role in zip(found.columns, found.roles, strict=True) if role}


def taken(text: str) -> list[tuple[str, str, str]]:
    """Number, UTC time and type of each row through the guessed mapping."""
    content = Text(text)
    found = guess(content, encoding_of([content.data]))
    source = open_cad(content, parse_mapping(found.mapping("Somewhere")))  # type: ignore[arg-type]
    rows = list(source.records())
    assert [row for row in rows if not isinstance(row, Row)] == []
    return [(r.details.incident_number, f"{r.details.received_at:%Y-%m-%d %H:%M}", r.details.call_type) for r in rows]


SEATTLE = """CAD Event Number,Event Clearance Description,Call Type,Priority,Initial Call Type,Final Call Type,Original Time Queued,Arrived Time,Precinct,Sector,Beat,Blurred_Longitude,Blurred_Latitude
2023000000001,ASSISTANCE RENDERED,911,2,WELFARE CHECK,--CRISIS COMPLAINT - GENERAL,11/04/2023 6:08:26 PM,11/04/2023 6:51:06 PM,EAST,CHARLIE,C3,-122.2,47.6
2023000000002,NO ACTION POSSIBLE,ONVIEW,3,TRESPASS,--TRESPASS,06/24/2023 4:18:15 PM,06/24/2023 4:18:15 PM,WEST,KING,K1,-122.3,47.5
2023000000003,REPORT WRITTEN,911,1,NOISE,--NOISE,06/25/2023 11:18:15 AM,,NORTH,BOY,B2,-122.1,47.7
"""
NEW_ORLEANS = """NOPD_Item,Type,TypeText,Priority,InitialType,InitialTypeText,InitialPriority,MapX,MapY,TimeCreate,TimeDispatch,TimeArrive,TimeClosed,Disposition,DispositionText,SelfInitiated,Beat,BLOCK_ADDRESS,Zip,PoliceDistrict,Location
A0000123,103M,MENTAL PATIENT,2A,103,DISTURBANCE (OTHER),1A,3680000,530000,01/01/2023 12:03:00 AM,01/01/2023 12:10:00 AM,01/01/2023 12:15:00 AM,01/01/2023 01:00:00 AM,NAT,NECESSARY ACTION TAKEN,N,5D02,012XX Made Up St,70117,5,POINT (-90 30)
A0000223,21,COMPLAINT OTHER,1A,21,COMPLAINT OTHER,1A,3681000,531000,01/13/2023 01:03:00 PM,,,01/13/2023 02:00:00 PM,VOI,VOID,N,2E01,004XX Other Ave,70118,2,POINT (-90 30)
A0000323,34S,AGGRAVATED BATTERY BY SHOOTING,2C,34,AGG BATTERY,2C,3681100,531200,02/01/2023 08:00:00 AM,02/01/2023 08:01:00 AM,,02/01/2023 09:00:00 AM,RTF,REPORT TO FOLLOW,Y,1A01,009XX Third Rd,70119,1,POINT (-90 30)
"""
CINCINNATI = """ADDRESS_X,AGENCY,CREATE_TIME_INCIDENT,DISPOSITION_TEXT,EVENT_NUMBER,INCIDENT_TYPE_ID,INCIDENT_TYPE_DESC,NEIGHBORHOOD,ARRIVAL_TIME_PRIMARY_UNIT,CLOSED_TIME_INCIDENT,DISPATCH_TIME_PRIMARY_UNIT,BEAT,DISTRICT,PRIORITY,LATITUDE_X,LONGITUDE_X
12XX MADE UP ST,CPD,03/25/2024 08:13:25 AM,ADV: ADVISED,CPD240325000123,ADV,ADVISED,DOWNTOWN,03/25/2024 08:20:25 AM,03/25/2024 08:33:25 AM,03/25/2024 08:14:25 AM,P110,1,5,39.1,-84.5
3XX OTHER AVE,CPD,03/26/2024 09:13:25 PM,NR: NO REPORT,CPD240326000124,MHRT,MENTAL HEALTH RESPONSE,AVONDALE,,03/26/2024 10:33:25 PM,03/26/2024 09:14:25 PM,P420,4,3,39.2,-84.4
"""
PHOENIX = """INCIDENT_NUM,DISP_CODE,DISPOSITION,FINAL_RADIO_CODE,FINAL_CALL_TYPE,CALL_RECEIVED,HUNDREDBLOCKADDR,GRID
202400000123,3,CANCELLED,418T,TRESPASSING,01/02/2024 12:00:07 AM,20XX W MADE UP RD,CB28
202400000124,7,ALL UNITS CLEAR,918,INSANE PERSON,01/15/2024 01:10:37 PM,1XX N OTHER AVE,BC21
"""
BALTIMORE = """recordId,callKey,callDateTime,priority,district,description,callNumber,incidentLocation,location,Neighborhood
1,B1,2023/01/02 00:10:00+00,Medium,SD,BEHAVIOR CRISIS,P230020001,1000 MADE UP ST,1000 MADE UP ST BALTIMORE,Downtown
2,B2,2023/01/02 00:20:00+00,Low,ED,TRAFFIC STOP,P230020002,200 OTHER AVE,200 OTHER AVE BALTIMORE,Canton
3,B3,2023/01/02 00:30:00+00,High,WD,SUICIDE,P230020003,30 THIRD RD,30 THIRD RD BALTIMORE,Hampden
"""
SAN_FRANCISCO = """id,cad_number,dup_cad_number,pd_incident_report,received_datetime,entry_datetime,dispatch_datetime,enroute_datetime,onscene_datetime,close_datetime,call_type_original,call_type_original_desc,call_type_final,call_type_final_desc,priority_original,priority_final,agency,disposition,onview_flag,sensitive_call,intersection_name,police_district
30000001_NN,240010001,,,2024-01-01T00:01:02.000,2024-01-01T00:03:02.000,2024-01-01T00:05:02.000,,2024-01-01T00:15:02.000,2024-01-01T01:05:02.000,800,MENTALLY DISTURBED,800,MENTALLY DISTURBED,B,B,Police,HAN,N,False,MADE UP ST \\ OTHER AVE,MISSION
30000002_NN,240010002,,,2024-01-01T02:01:02.000,2024-01-01T02:03:02.000,2024-01-01T02:05:02.000,,,2024-01-01T03:05:02.000,917,SUSPICIOUS PERSON,910,CHECK ON WELL-BEING,C,B,Police,GOA,N,False,THIRD ST \\ FOURTH AVE,CENTRAL
"""
LOS_ANGELES = """Incident_Number,Area_Occ,Rpt_Dist,Dispatch_Date,Dispatch_Time,Call_Type_Code,Call_Type_Text
PD24010100000012,77th Street,1258,2024-01-01T00:00:00.000,00:03:00,907A2,AMB MENTAL
PD24010100000013,Outside,,2024-01-01T00:00:00.000,13:04:05,6211,BURG INVESTIGATION
PD24010100000014,Rampart,0201,2024-01-02T00:00:00.000,23:59:05,415,DISTURBANCE
"""
DETROIT = """incident_id,agency,incident_address,zip_code,priority,callcode,calldescription,category,called_at,precinct_sca,respondingunit,officerinitiated,intaketime,dispatchtime,traveltime,totalresponsetime,time_on_scene,totaltime
202400000123,DPD,Made Up St & Other St,48201,2,396030,MENTAL NOT VIOLENT,MNTLNV,2024/01/01 05:00:01+00,0302,3-11,No,1.5,4.2,6.1,11.8,30.5,42.3
202400000124,DPD,Third St & Fourth Ave,48202,3,825040,TRAFFIC STOP,TRF STOP,2024/01/01 06:00:01+00,0405,4-12,Yes,0,0,0,0,12,12
"""
PLAIN = """IncidentID, Call Time, Nature
24-0001, 1/5/2024 9:05 PM, Welfare check
24-0002, 1/25/2024 10:15 AM, Trespassing
"""
GAINESVILLE = """ID,Incident Type,Report Date,Offense Date,Report Hour of Day,Report Day of Week,City,State,Address,Latitude,Longitude
223000123,Baker Act,2024 Jan 03 07:12:00 PM,2024 Jan 03 07:00:00 PM,19,Wednesday,GAINESVILLE,FL,100 BLK MADE UP ST,29.6,-82.3
223000124,Trespass,2024 Jan 04 08:12:00 AM,2024 Jan 03 05:00:00 PM,8,Thursday,GAINESVILLE,FL,200 BLK OTHER AVE,29.7,-82.4
"""
CHICAGO_LIKE = """Event No.;Entry Dt/Tm;Disp. Dt/Tm;Init Type Desc;Fin Type Desc;Pri;Dist/Beat
2412345678;02-JAN-2024 21:30:15;02-JAN-2024 21:35:15;DISTURBANCE;DISTURBANCE - MENTAL HEALTH;1B;0112
2412345679;03-JAN-2024 22:30:15;;CHECK WELL BEING;CHECK WELL BEING;3C;0923
"""
TORONTO_LIKE = """Event Number|Incident Date|Incident Time|Incident Nature|Zone
E24000123|13/02/2024|14:05|Person in crisis|51D
E24000124|01/03/2024|02:10|Unwanted guest|14A
"""
TUCSON = """OBJECTID,call_id,case_id,agency,ADDRESS_PUBLIC,nature,NatureCodeDesc,CSDisposition,TimeRecieved,actdatetime
1,T240010012,,TPD,10XX E MADE UP ST,3108,CHECK WELFARE,Completed,,1704092400000
2,T240010013,2401010022,TPD,2XX N OTHER AV,5101,SUSPICIOUS ACTIVITY,Cancelled,,1704096000000
3,T240010014,,TPD,3XX S THIRD RD,5101,SUSPICIOUS ACTIVITY,Cancelled,,1704099600000
"""

EXPECTED = {
    "seattle": (SEATTLE, ("CAD Event Number", "Original Time Queued", "Final Call Type"), ("2023000000001", "2023-11-04 22:08", "--CRISIS COMPLAINT - GENERAL")),
    "new orleans": (NEW_ORLEANS, ("NOPD_Item", "TimeCreate", "TypeText"), ("A0000123", "2023-01-01 05:03", "MENTAL PATIENT")),
    "cincinnati": (CINCINNATI, ("EVENT_NUMBER", "CREATE_TIME_INCIDENT", "INCIDENT_TYPE_DESC"), ("CPD240325000123", "2024-03-25 12:13", "ADVISED")),
    "phoenix": (PHOENIX, ("INCIDENT_NUM", "CALL_RECEIVED", "FINAL_CALL_TYPE"), ("202400000123", "2024-01-02 05:00", "TRESPASSING")),
    "baltimore": (BALTIMORE, ("callNumber", "callDateTime", "description"), ("P230020001", "2023-01-02 00:10", "BEHAVIOR CRISIS")),
    "san francisco": (SAN_FRANCISCO, ("cad_number", "received_datetime", "call_type_final_desc"), ("240010001", "2024-01-01 05:01", "MENTALLY DISTURBED")),
    "los angeles": (LOS_ANGELES, ("Incident_Number", "Dispatch_Time", "Call_Type_Text"), ("PD24010100000012", "2024-01-01 05:03", "AMB MENTAL")),
    "detroit": (DETROIT, ("incident_id", "called_at", "calldescription"), ("202400000123", "2024-01-01 05:00", "MENTAL NOT VIOLENT")),
    "plain": (PLAIN, ("IncidentID", "Call Time", "Nature"), ("24-0001", "2024-01-06 02:05", "Welfare check")),
    "gainesville": (GAINESVILLE, ("ID", "Report Date", "Incident Type"), ("223000123", "2024-01-04 00:12", "Baker Act")),
    "semicolons": (CHICAGO_LIKE, ("Event No.", "Entry Dt/Tm", "Fin Type Desc"), ("2412345678", "2024-01-03 02:30", "DISTURBANCE - MENTAL HEALTH")),
    "date and time apart": (TORONTO_LIKE, ("Event Number", "Incident Time", "Incident Nature"), ("E24000123", "2024-02-13 19:05", "Person in crisis")),
    "tucson": (TUCSON, ("call_id", "actdatetime", "NatureCodeDesc"), ("T240010012", "2024-01-01 07:00", "CHECK WELFARE")),
}  # fmt: skip


@pytest.mark.parametrize("city", EXPECTED)
def test_number_time_and_type_are_found_and_read(city: str) -> None:
    text, columns, first = EXPECTED[city]
    found = roles(text)
    assert tuple(found.get(role) for role in ("incident_number", "received_at", "call_type")) == columns
    assert taken(text)[0] == first


@pytest.mark.parametrize("city", EXPECTED)
def test_without_its_header_number_and_time_are_still_found(city: str) -> None:
    text, _columns, _first = EXPECTED[city]
    _header, _newline, body = text.partition("\n")
    found = guessed(body)
    assert found.header is False
    assert found.roles.count("received_at") == 1


def test_other_columns_are_found_too() -> None:
    assert roles(NEW_ORLEANS) == {
        "incident_number": "NOPD_Item", "call_type": "TypeText", "priority": "Priority", "received_at": "TimeCreate",
        "dispatched_at": "TimeDispatch", "arrived_at": "TimeArrive", "cleared_at": "TimeClosed",
        "disposition": "DispositionText", "beat": "Beat", "location": "BLOCK_ADDRESS",
    }  # fmt: skip


# -- Without a header --------------------------------------------------------------------------------------------------

START = datetime(2026, 11, 20, 14, 5)  # noqa: DTZ001 - as a file tells it
CALLS = ("WELFARE CHECK", "SUICIDE THREAT", "TRESPASS", "WELFARE CHECK", "NOISE COMPLAINT")
DISPOSED = ("FOLLOW UP", "NO ACTION", "REPORT TAKEN")
NAMES = ("COUCH, NADYA", "OKAFOR, CLARENCE", "MADEUP, JO")
ROLES = (
    "incident_number", "call_type", "priority", "received_at", "dispatched_at", "arrived_at", "cleared_at", "beat",
    "location", "disposition", "", "",
)  # fmt: skip
ORDERS = {
    "as sent": list(range(12)),
    "backwards": list(range(11, -1, -1)),
    "times first, the last one foremost": [6, 5, 4, 3, 0, 1, 2, 7, 8, 9, 10, 11],
    "the person first": [10, 11, 9, 8, 7, 3, 2, 1, 0, 4, 5, 6],
    "times scattered": [4, 1, 6, 0, 8, 3, 2, 9, 5, 7, 11, 10],
}
NO_HEADER = """P26-900001,WELFARE CHECK,3,11/20/2026 14:05:00,11/20/2026 14:10:00,11/20/2026 14:22:00,11/20/2026 15:01:00,114,100 BLK MAIN ST,FOLLOW UP,"COUCH, NADYA",03/04/1980
P26-900002,SUICIDE THREAT,1,11/20/2026 16:05:00,,,,223,200 BLK OAK ST,NO ACTION,"OKAFOR, CLARENCE",
P26-900003,WELFARE CHECK,3,13/45/2026 14:05:00,,,,114,X,FOLLOW UP,,
,WELFARE CHECK,3,11/21/2026 14:05:00,,,,114,no number,FOLLOW UP,,
P26-900005,TRESPASS,3,,,,,114,no time,,,
"""


def rows_without_header(count: int, order: list[int]) -> str:
    """Every third call is never dispatched; a tenth has something broken."""
    lines = []
    for n in range(count):
        received = START + timedelta(hours=3 * n)
        later = [received + timedelta(minutes=m) for m in (5 + n % 3, 17, 56)] if n % 3 == 0 else []
        times = [f"{t:%m/%d/%Y %H:%M:%S}" for t in later] or ["", "", ""]
        told = [
            "" if n % 10 == 9 else f"P26-{900001 + n}", CALLS[n % 5], str(1 + n % 3),
            "13/45/2026 14:05:00" if n % 10 == 4 else f"{received:%m/%d/%Y %H:%M:%S}", *times, str(111 + n % 7),
            f"{100 + n} BLK MAIN ST", DISPOSED[n % 3], NAMES[n % 3] if n % 2 else "",
            f"03/04/{1950 + n}" if n % 2 else "",
        ]  # fmt: skip
        lines.append(",".join(f'"{told[place]}"' for place in order))
    return "\n".join(lines) + "\n"


def test_the_sample_without_a_header_is_read_as_it_stands() -> None:
    found = guessed(NO_HEADER)
    assert (found.header, tuple(found.roles)) == (False, ROLES)


@pytest.mark.parametrize("count", [5, 50])
@pytest.mark.parametrize("order", ORDERS)
def test_without_a_header_values_tell_in_whatever_order(count: int, order: str) -> None:
    found = guessed(rows_without_header(count, ORDERS[order]))
    assert (found.header, found.roles) == (False, [ROLES[place] for place in ORDERS[order]])


def test_two_columns_that_could_both_be_the_number_are_left_to_a_person() -> None:
    text = "".join(f"P26-90000{n},R26-11110{n},{CALLS[n % 3]},11/20/2026 1{n}:05:00\n" for n in range(5))
    found = guessed(text)
    assert found.roles == ["", "", "call_type", "received_at"]
    assert "Which column is the incident number is not sure. Choose it." in found.warnings


def test_times_that_contradict_each_other_are_left_to_a_person() -> None:
    text = "".join(
        f"P26-90000{n},11/20/2026 1{n}:{30 if n % 2 else 10}:00,11/20/2026 1{n}:20:00,{CALLS[n % 3]}\n"
        for n in range(6)
    )
    found = guessed(text)
    assert found.roles == ["incident_number", "", "", "call_type"]
    assert "Which column is the time of the call is not sure. Choose it." in found.warnings


def test_two_times_are_a_call_and_something_that_is_not_guessed() -> None:
    text = "".join(f"P26-90000{n},11/20/2026 1{n}:50:00,11/20/2026 1{n}:20:00,{CALLS[n % 3]}\n" for n in range(5))
    assert guessed(text).roles == ["incident_number", "", "received_at", "call_type"]


def test_a_header_needs_no_warning() -> None:
    assert guessed(SEATTLE).warnings == []


def test_times_that_name_their_zone_are_exact_in_the_hour_that_comes_twice() -> None:
    text = "Event Number,Call Received,Nature\nA1,11/01/2026 01:30 EDT,TRESPASS\nA2,11/01/2026 01:30 EST,NOISE\n"
    assert [at for _number, at, _type in taken(text)] == ["2026-11-01 05:30", "2026-11-01 06:30"]
    (warning,) = guessed(text).warnings
    assert warning.startswith("The times name their zone (EDT, EST) and are read as it says, not in the zone below.")


def test_a_clock_beside_its_date_may_name_its_zone() -> None:
    text = "Event Number,Call Date,Call Time,Nature\n" + "".join(
        f"A{n},11/0{n}/2026,01:30:00 EST,TRESPASS\n" for n in (1, 2, 3)
    )
    assert [at for _number, at, _type in taken(text)] == [f"2026-11-0{n} 06:30" for n in (1, 2, 3)]


@pytest.mark.parametrize(("names", "zone"), [("America/Chicago", "America/Chicago"), ("CDT", "America/New_York")])
def test_a_column_of_zones_is_no_beat_and_is_said_to_be_left_out(names: str, zone: str) -> None:
    text = "Event Number,Call Received,Time Zone,Nature\n" + "".join(
        f"A{n},11/0{n}/2026 01:30,{names},TRESPASS\n" for n in (1, 2, 3)
    )
    found = guessed(text)
    assert (found.roles, found.mapping("A")["zone"]) == (["incident_number", "received_at", "", "call_type"], zone)
    (warning,) = found.warnings
    assert warning.startswith(f"Column Time Zone names the zone of the times ({names}) and is left out:")


@pytest.mark.parametrize(
    ("name", "told", "values"),
    [
        ("Service", ("CRT", "COR", "CCD"), {"CRT": "crt", "COR": "cor", "CCD": "ccd"}),
        ("Unit", ("HEART CRT-2", "cor 1", "B31"), {"HEART CRT-2": "crt", "cor 1": "cor"}),
        ("Who went", ("Community Response Team", "Co-Response", ""), {"Community Response Team": "crt", "Co-Response": "cor"}),
    ],
)  # fmt: skip
def test_a_column_whose_words_are_pilots_is_the_pilot(name: str, told: tuple[str, ...], values: dict[str, str]) -> None:
    text = f"Event Number,Call Received,{name},Nature\n" + "".join(
        f"A{n},11/0{n + 1}/2026 01:30,{told[n]},TRESPASS\n" for n in (0, 1, 2)
    )
    assert guessed(text).mapping("A")["pilot"] == {"column": name, "values": values}


def test_a_street_is_no_pilot() -> None:
    text = "Event Number,Call Received,Block\n" + "".join(f"A{n},11/0{n}/2026 01:30,{n} OAK CRT\n" for n in (1, 2, 3))
    assert "pilot" not in guessed(text).mapping("A")


ODD = """Evt No;Nature of Problem;Time Rec'd;How It Ended;Wants FU?;Cust Given;Cust Surname;D.O.B.;Cell
A26-100;TRESPASS;11/10/2026 1:05 PM;GOA;N;Olga;Ferris;1988-02-11;9195550100
A26-101;TRESPASS;11/11/2026 2:05 PM;TRANSPORTED;Y;Peter;Nakamura;1979-12-01;9195550101
A26-102;WELFARE CHECK;11/12/2026 3:05 PM;RESOLVED;Y;Ximena;Robles;2001-07-30;9195550102
"""


def test_names_in_the_words_of_a_control_room() -> None:
    assert roles(ODD) == {
        "incident_number": "Evt No", "call_type": "Nature of Problem", "received_at": "Time Rec'd",
        "disposition": "How It Ended", "follow_up": "Wants FU?", "first_name": "Cust Given",
        "last_name": "Cust Surname", "birth_date": "D.O.B.", "phone": "Cell",
    }  # fmt: skip


def test_call_types_that_the_programme_knows_need_no_name() -> None:
    text = "".join(f"B26-00{n:02},2026-11-{n:02},14:00:00,Quiet word,111,TRANSPORTED\n" for n in range(10, 20))
    content = Text(text)
    known = guess(content, encoding_of([content.data]), known=frozenset({"quiet word"})).roles
    assert (guessed(text).roles[3], known[3]) == ("", "call_type")


def test_of_a_few_short_rows_without_a_header_the_dashed_number_is_the_incident() -> None:
    rows = ["H-1,2026-03-01 11:05,MENTAL HEALTH,122", "H-2,2026-03-02 12:05,WELFARE CHECK,113"]
    found = guessed("\n".join([*rows, "H-3,2026-03-03 13:05,MENTAL HEALTH,111"]))
    assert list(found.roles) == ["incident_number", "received_at", "call_type", "beat"]


HEXAGON = """EventID\tOpenedTimestamp\tFirstDispatchTimestamp\tEventTypeDescription\tPriorityCode\tBeatID
P241230001\t20240501081500ED\t20240501081700ED\tMENTAL HEALTH CRISIS\t2\t112
P241230002\t20241201201500ES\t20241201201700ES\tTRESPASS\t3\t113
"""


def test_stamps_of_digits_with_a_zone_of_two_letters() -> None:
    assert taken(HEXAGON) == [
        ("P241230001", "2024-05-01 12:15", "MENTAL HEALTH CRISIS"), ("P241230002", "2024-12-02 01:15", "TRESPASS"),
    ]  # fmt: skip


def test_a_number_that_begins_with_its_day_is_no_time() -> None:
    for numbers in (("20240501000123", "20240501000124"), ("1724000123", "1724000124")):
        text = "Incident,Received,Nature\n" + "".join(f"{n},05/01/2024 08:15,TRESPASS\n" for n in numbers)
        assert roles(text) == {"incident_number": "Incident", "received_at": "Received", "call_type": "Nature"}
    nameless = "".join(
        f"2024050100012{n},05/0{n}/2024 08:15,{['TRESPASS', 'NOISE'][n % 2]},11{n % 3}\n" for n in range(1, 7)
    )
    assert guessed(nameless).roles == ["incident_number", "received_at", "call_type", "beat"]


def test_a_clock_in_bare_digits_belongs_to_its_day_also_when_its_zeros_are_lost() -> None:
    text = "CFS_ID,RECV_DT,RECV_TM,CALL_TYP\nC1,20240105,2315,TRESPASS\nC2,20240106,815,TRESPASS\nC3,20240107,1405,NOISE\nC4,20240108,5,NOISE\n"
    assert [at for _number, at, _type in taken(text)] == [
        "2024-01-06 04:15", "2024-01-06 13:15", "2024-01-07 19:05", "2024-01-08 05:05",
    ]  # fmt: skip


def test_seconds_until_the_response_are_no_clock() -> None:
    text = "Event Number,Call Date,Response Time,Nature\n" + "".join(
        f"A{n},11/0{n}/2026,{seconds},TRESPASS\n" for n, seconds in ((1, 1015), (2, 1175), (3, 1290), (4, 640))
    )
    assert roles(text)["received_at"] == "Call Date"


ABBREVIATED = """Inc #;Inc Date;Rcv Time;Disp Time;Arr Time;Clr Time;Nature;Pri;Loc;Bt;Dispo
24-000123;01/02/24;8:05 AM;8:07 AM;8:15 AM;9:00 AM;MENTAL SUBJECT;P2;100 W MAIN ST;112;GOA
24-000124;01/14/24;11:45 PM;11:50 PM;12:05 AM;12:40 AM;WELFARE CHECK;P3;200 W MAIN ST;113;ADV
"""


def test_headers_of_abbreviations() -> None:
    assert roles(ABBREVIATED) == {
        "incident_number": "Inc #", "received_at date": "Inc Date", "received_at": "Rcv Time",
        "dispatched_at": "Disp Time", "arrived_at": "Arr Time", "cleared_at": "Clr Time", "call_type": "Nature",
        "priority": "Pri", "location": "Loc", "beat": "Bt", "disposition": "Dispo",
    }  # fmt: skip


def test_a_header_in_spanish() -> None:
    text = "Folio;Fecha;Hora;Tipo de incidente;Prioridad;Zona;Dirección;Resultado\nA-1001;13/05/2024;08:15;CRISIS;2;112;Calle Principal 100;RESUELTO\nA-1002;14/05/2024;20:15;BIENESTAR;3;113;Calle Principal 200;SE FUE\n"
    assert roles(text) == {
        "incident_number": "Folio", "received_at date": "Fecha", "received_at": "Hora", "call_type": "Tipo de incidente",
        "priority": "Prioridad", "beat": "Zona", "location": "Dirección", "disposition": "Resultado",
    }  # fmt: skip
