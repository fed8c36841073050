#pragma once

#include "common/outbox/event.h"
#include "services/submission/domain/application.h"
#include "services/submission/domain/similarity_pair.h"
#include "services/submission/domain/stage.h"

// What submission tells the others. Ids, states, versions; no names, no texts.
namespace nastavnik::submission {

// application.created, .submitted, .admitted, .withdrawn, by the verb of the step.
Event ApplicationEvent(const Step& step);

// stage.opened; stage.frozen with the number of the freeze and the count of what it holds.
Event StageOpened(const SeasonId& season, const Stage& stage);
Event StageFrozen(const SeasonId& season, const Stage& stage, int number, int count);

// similarity.decided: a person confirmed or dismissed a pair.
Event SimilarityDecidedEvent(const SimilarityPair& pair);

}  // namespace nastavnik::submission
