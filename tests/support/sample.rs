//! An article made by hand, with an event of each type, two of which overlap, and clutter.

use demarche::article::{Article, InputFormat, Limits, RawArticle};
use demarche::event::v1::event::Event as Body;
use demarche::event::v1::{
    Actor, ActorKind, AttributionLink, Call, CallMedium, CallStatus, Codes, Interval, Metadata, SanctionThreat,
    SanctionThreatStage, Span, Statement, StatementAct, StatementForm, TimeExpression, TimeGranularity,
};
use demarche::event::{Event, EventType, call_codes, sanction_threat_codes, statement_codes};
use demarche::extract::{Explanation, Extraction, Extractor, Origin, Reason, Reckoning, Silence, ToldActor, ToldTime};

/// The article and its events.
pub fn extraction() -> Extraction {
    let mut article = article(
        "Эрдоган поговорил с Путиным",
        "В понедельник Эрдоган позвонил Путину.\n\
         «Турция введёт пошлины, если порт закроют, и это не шутка», — сказал Эрдоган.\n\
         Министр долго рассказывал.\n\
         Читайте также: другая новость",
    );
    let clutter = article.text.find("Читайте").unwrap();
    article.clutter.clear();
    article.clutter.push(clutter..article.text.len());
    let words = "Турция введёт пошлины, если порт закроют, и это не шутка";
    let statement = statement(&article, words, "Recep Tayyip Erdoğan", StatementAct::Threaten);
    let events = vec![call(&article), statement, threat(&article)];
    Extraction { article, events }
}

/// The same, with how an actor and a time were told, and a word that made no event.
#[allow(dead_code, reason = "each test binary uses a part of it")]
pub fn explanation() -> Explanation {
    let extraction = extraction();
    let place = |words| span(&extraction.article, words);
    let actors =
        vec![ToldActor {
            words: place("Путину"), origin: Origin::TitleInArticle, antecedent: Some(place("Эрдоган"))
        }];
    let times = vec![ToldTime { words: place("В понедельник"), reckoning: Reckoning::LastWeekday }];
    let silences = vec![Silence {
        event_type: EventType::Statement,
        sentence: place("Министр долго рассказывал."),
        trigger: place("рассказывал"),
        reason: Reason::NoContent,
    }];
    Explanation { actors, times, silences, ..Explanation::unexplained(extraction) }
}

/// An article without events, with a word that made none, in words of the article that could act.
#[allow(dead_code, reason = "each test binary uses a part of it")]
pub fn silent_in_hostile_words(article: &Article, words: &str) -> Explanation {
    let (sentence, trigger) = (span(article, words), span(article, words));
    let silence = Silence { event_type: EventType::Statement, sentence, trigger, reason: Reason::NoRule };
    let extraction = Extraction { article: article.clone(), events: Vec::new() };
    Explanation { silences: vec![silence], ..Explanation::unexplained(extraction) }
}

/// An article of two fields, published on 3 February 2026.
pub fn article(title: &str, text: &str) -> Article {
    let message = serde_json::json!({
        "id": "sample", "url": "https://news.example/sample", "source": "news.example", "language": "ru",
        "title": title, "text": text, "published_at": "2026-02-03T12:00:00+03:00",
    });
    let message = message.to_string();
    let extractor = Extractor::new(Limits::default(), &demarche::linguistics::default_folder().unwrap()).unwrap();
    extractor.extract(&RawArticle::new(message.as_bytes(), InputFormat::Json)).unwrap().article
}

fn call(article: &Article) -> Event {
    let day = |seconds| Some(pbjson_types::Timestamp { seconds, nanos: 0 });
    let resolved = Interval { start: day(1_769_979_600), end: day(1_770_066_000), utc_offset_minutes: 180 };
    event(Body::Call(Call {
        metadata: metadata(call_codes()),
        participants: vec![
            person(article, "Recep Tayyip Erdoğan", "Эрдоган", "TUR"),
            person(article, "Vladimir Putin", "Путину", "RUS"),
        ],
        status: CallStatus::Held.into(),
        medium: CallMedium::Phone.into(),
        time: Some(TimeExpression {
            span: Some(span(article, "В понедельник")),
            text: "В понедельник".to_owned(),
            granularity: TimeGranularity::Day.into(),
            resolved: Some(resolved),
        }),
        mentions: vec![span(article, "Эрдоган позвонил Путину")],
        ..Default::default()
    }))
}

/// A statement whose content is the first place in the text where `words` stand.
pub fn statement(article: &Article, words: &str, speaker: &str, act: StatementAct) -> Event {
    event(Body::Statement(Statement {
        metadata: metadata(statement_codes(act)),
        speaker: Some(Actor { name: speaker.to_owned(), kind: ActorKind::Person.into(), ..Default::default() }),
        content: vec![span(article, words)],
        form: StatementForm::Direct.into(),
        act: act.into(),
        ..Default::default()
    }))
}

fn threat(article: &Article) -> Event {
    let erdogan = person(article, "Recep Tayyip Erdoğan", "Эрдоган", "TUR");
    event(Body::SanctionThreat(SanctionThreat {
        metadata: metadata(sanction_threat_codes(SanctionThreatStage::Threatened)),
        issuers: vec![Actor { name: "Turkey".to_owned(), country: "TUR".to_owned(), ..Default::default() }],
        stage: SanctionThreatStage::Threatened.into(),
        measures: vec![span(article, "пошлины")],
        condition: Some(span(article, "если порт закроют")),
        attribution: vec![AttributionLink { actor: Some(erdogan), cue: Some(span(article, "сказал")) }],
        mentions: vec![span(article, "Турция введёт пошлины, если порт закроют")],
        ..Default::default()
    }))
}

fn event(body: Body) -> Event {
    Event { article_id: "sample".to_owned(), event: Some(body) }
}

fn metadata(codes: Codes) -> Option<Metadata> {
    let rule = "sample-rule".to_owned();
    Some(Metadata { rule, confidence: 0.9, codes: Some(codes), language: "ru".to_owned(), ..Default::default() })
}

fn person(article: &Article, name: &str, mention: &str, country: &str) -> Actor {
    Actor {
        name: name.to_owned(),
        kind: ActorKind::Person.into(),
        country: country.to_owned(),
        mention: Some(span(article, mention)),
        ..Default::default()
    }
}

/// The first place in the text where `words` stand.
fn span(article: &Article, words: &str) -> Span {
    let start = article.text.find(words).unwrap_or_else(|| panic!("{words} do not stand in the text"));
    let characters = |bytes: usize| u32::try_from(article.text[..bytes].chars().count()).unwrap();
    let end = start + words.len();
    Span {
        field: "text".to_owned(),
        start: characters(start),
        end: characters(end),
        byte_start: u32::try_from(start).unwrap(),
        byte_end: u32::try_from(end).unwrap(),
        text: words.to_owned(),
        page: None,
    }
}
