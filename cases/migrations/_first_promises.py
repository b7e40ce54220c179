"""Indexes and constraints, as the first migration makes them."""

from django.db import migrations, models

OPERATIONS = [
    migrations.AddIndex(
        model_name='case',
        index=models.Index(fields=['state', 'opened_at'], name='case_state_opened'),
    ),
    migrations.AddConstraint(
        model_name='case',
        constraint=models.CheckConstraint(condition=models.Q(('state__in', ['submitted', 'in_review', 'active', 'on_hold', 'resolved', 'closed', 'withdrawn', 'referred'])), name='case_state_known'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(fields=['case', 'at'], name='event_case_at'),
    ),
    migrations.AddConstraint(
        model_name='event',
        constraint=models.UniqueConstraint(fields=('case', 'seq'), name='event_once_in_chain'),
    ),
    migrations.AddConstraint(
        model_name='item',
        constraint=models.UniqueConstraint(fields=('notice', 'number'), name='item_number_once'),
    ),
    migrations.AddConstraint(
        model_name='item',
        constraint=models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('location',), name='location_on_one_open_notice'),
    ),
    migrations.AddConstraint(
        model_name='clock',
        constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('notice', 'regime', 'reading'), name='one_running_clock_per_regime'),
    ),
    migrations.AddConstraint(
        model_name='paper',
        constraint=models.UniqueConstraint(fields=('notice', 'kind', 'sha256'), name='paper_once'),
    ),
    migrations.AddIndex(
        model_name='delivery',
        index=models.Index(condition=models.Q(('state__in', ['queued', 'unknown', 'claimed'])), fields=['next_attempt_at'], name='delivery_due'),
    ),
    migrations.AddIndex(
        model_name='delivery',
        index=models.Index(fields=['state', 'kind'], name='delivery_state_kind'),
    ),
    migrations.AddConstraint(
        model_name='delivery',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='sent_delivery_has_its_time'),
    ),
    migrations.AddIndex(
        model_name='notice',
        index=models.Index(condition=models.Q(('next_step_at__isnull', False)), fields=['next_step_at'], name='notice_next_step'),
    ),
    migrations.AddIndex(
        model_name='notice',
        index=models.Index(fields=['state'], name='notice_state'),
    ),
    migrations.AddConstraint(
        model_name='notice',
        constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'approved', 'sent', 'acknowledged', 'refused', 'escalated', 'undeliverable', 'complied', 'withdrawn'])), name='notice_state_known'),
    ),
    migrations.AddConstraint(
        model_name='notice',
        constraint=models.UniqueConstraint(fields=('case', 'number'), name='notice_number_once'),
    ),
    migrations.AddConstraint(
        model_name='notice',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'acknowledged', 'refused', 'escalated', 'complied']), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='sent_notice_has_its_time'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reported', 'live', 'claimed_removed', 'removed', 'unclear', 'out_of_reach', 'duplicate'])), name='location_state_known'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.UniqueConstraint(fields=('case', 'url_index'), name='location_once_per_case'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.UniqueConstraint(fields=('case', 'number'), name='location_number_once'),
    ),
    migrations.AddConstraint(
        model_name='channel',
        constraint=models.UniqueConstraint(fields=('platform', 'kind', 'address'), name='channel_once'),
    ),
    migrations.AddConstraint(
        model_name='step',
        constraint=models.UniqueConstraint(fields=('clock', 'kind'), name='step_once_per_clock'),
    ),
]
